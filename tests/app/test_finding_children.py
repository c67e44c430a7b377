import pytest

from permtrack.app.finding_children import child_meant, children_meant
from permtrack.domain.events import Child
from permtrack.errors import RequestRefused

CHILDREN = [
    Child(id=ref, ref=ref, initials=initials)
    for ref, initials in (
        ("1001", "AB"),
        ("1002", "CD"),
        ("10023", "AB"),
        ("123", None),
        ("000123", None),
        ("Ab/7", None),
    )
]


@pytest.mark.parametrize(
    ("typed", "ref"),
    [
        ("1002", "1002"),  # a whole ref wins over a longer one that begins so
        ("10023", "10023"),
        ("1001", "1001"),
        ("0001", "000123"),
        ("123", "123"),  # leading zeros matter
        ("cd", "1002"),
        ("ab/", "Ab/7"),
    ],
)
def test_a_ref_its_beginning_or_initials(typed, ref):
    assert child_meant(CHILDREN, typed).ref == ref


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("10", "'10' may be any of 1001 (AB), 1002 (CD), 10023 (AB); type more of the ref"),
        ("AB", "'AB' may be any of Ab/7, 1001 (AB), 10023 (AB); type more of the ref"),
        ("1003", "there is no child '1003', did you mean '10023' or '1002'?; see: permtrack children"),
        ("", "there is no child ''; see: permtrack children"),
        ("zz", "there is no child 'zz'; see: permtrack children"),
    ],
)
def test_what_is_ambiguous_or_unknown_is_refused_with_the_candidates(typed, said):
    with pytest.raises(RequestRefused) as refused:
        child_meant(CHILDREN, typed)
    assert str(refused.value) == said


def test_an_empty_ledger_says_so():
    with pytest.raises(RequestRefused, match="holds no children yet"):
        child_meant([], "1001")


def test_many_candidates_are_counted_not_listed():
    many = [Child(id=str(n), ref=f"X{n:02}") for n in range(20)]
    with pytest.raises(RequestRefused, match="X07 and 12 more"):
        child_meant(many, "X")


def test_several_refs_give_each_child_once_and_none_gives_all():
    assert [child.ref for child in children_meant(CHILDREN, ["cd", "1002", "123"])] == ["1002", "123"]
    assert list(children_meant(CHILDREN, [])) == CHILDREN
