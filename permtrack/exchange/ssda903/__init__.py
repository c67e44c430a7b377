"""The national return of looked-after children (SSDA903): its tables read, checked and told as events.

Bytes in, records out: `reading` and `markup` read files, `rows` gives each cell its meaning, `returns` puts the tables
of a year together, `telling` turns rows into claims of what happened, `checks` names what contradicts itself.
"""
