"""Ofsted's Annex A: the lists of a workbook that hold what the national return lacks for a child not yet adopted.

List 10 has, one row a child, the steps of an adoption; List 8 how things stand for each child looked after.
"""
