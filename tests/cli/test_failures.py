"""The last wall: what an uncaught defect, a refusal of the system and a closed pipe leave behind."""

import errno

import pytest

from permtrack.cli.failures import answer, system_words
from permtrack.domain.days import working_days_after
from permtrack.errors import LedgerBusy, SystemRefused

SECRET = "Seen at home with Zebedee"  # noqa: S105


def raising(error: BaseException):
    def run() -> None:
        raise error

    return run


def test_a_defect_shows_a_mark_and_a_place_but_no_word_of_the_record(capsys):
    assert answer(lambda: working_days_after(SECRET, 3, None)) == 1
    said = capsys.readouterr().err
    assert SECRET not in said
    assert "Traceback" not in said
    assert "TypeError" not in said
    assert "at days.py:" in said


def test_the_same_defect_has_the_same_mark(capsys):
    run = raising(ValueError(SECRET))
    answer(run)
    first = capsys.readouterr().err
    answer(run)
    assert capsys.readouterr().err == first


def test_our_own_failures_keep_their_words_and_their_code(capsys):
    assert answer(raising(LedgerBusy("in use by another permtrack; nothing was saved"))) == 5
    assert capsys.readouterr().err == "permtrack: in use by another permtrack; nothing was saved\n"


def test_a_message_cannot_drive_the_screen(capsys):
    answer(raising(SystemRefused("no file \x1b[2J\u202e here\nsecond line")))
    assert capsys.readouterr().err == "permtrack: no file \u241b[2J<U+202E> here\nsecond line\n"


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (
            PermissionError(errno.EACCES, "Permission denied", "notes.csv"),
            4,
            "permtrack: notes.csv: Permission denied\n",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            4,
            "permtrack: the output could not be written: No space left on device\n",
        ),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 0, ""),
    ],
)
def test_what_the_system_refuses(error, code, said, capsys):
    with pytest.raises(Exception) as refused, system_words():  # noqa: PT011
        raise error
    assert answer(raising(refused.value)) == code
    assert capsys.readouterr().err == said


def test_a_commands_answer_is_no_exit_code_unless_it_is_a_number(capsys):
    assert answer(lambda: None) == 0
    assert answer(lambda: 130) == 130
    assert capsys.readouterr().err == "permtrack: interrupted; nothing half-written\n"
