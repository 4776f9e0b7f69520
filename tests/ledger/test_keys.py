"""The key: made once, readable by its owner, never quoted."""

import os
import pickle
import stat

import pytest

from fsecheck.ledger import keys, sqlite
from fsecheck.ledger.port import LedgerUseError
from tests.ledger.sheets import CHILD, TODAY, context, query, sheet

posix = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
LINE = "fsecheck-key 1 " + "0a" * 32


def test_created_owner_only_and_never_overwritten(tmp_path):
    path = str(tmp_path / "key")
    key = keys.create(path)
    assert os.listdir(tmp_path) == ["key"]
    if os.name == "posix":
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert keys.read(path).text() == key.text()
    with pytest.raises(LedgerUseError):
        keys.create(path)
    assert keys.read(path).text() == key.text()


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_that_others_can_read_is_refused(tmp_path, mode):
    path = tmp_path / "key"
    keys.create(str(path))
    path.chmod(mode)
    with pytest.raises(LedgerUseError, match="owner"):
        keys.read(str(path))


def test_literal_or_path(tmp_path):
    path = str(tmp_path / "key")
    key = keys.create(path)
    assert keys.load(path).text() == keys.load(key.text()).text() == key.text()
    assert keys.load(f"{LINE};fsecheck-key 2 {'0b' * 32}").versions == (2, 1)


@pytest.mark.parametrize(
    "text",
    ["", "fsecheck-key 1", LINE + "00", LINE.replace("0a", "zz"), LINE.replace(" 1 ", " 0 "),
     LINE.replace(" 1 ", " x "), "other 1 " + "0a" * 32, f"{LINE}\n{LINE}"],
)  # fmt: skip
def test_what_is_not_a_key_is_refused_without_quoting_it(text):
    with pytest.raises(LedgerUseError) as refused:
        keys.parse(text)
    assert "0a0a" not in str(refused.value)


def test_a_missing_or_binary_key_file_is_refused(tmp_path):
    with pytest.raises(LedgerUseError):
        keys.read(str(tmp_path / "none"))
    path = tmp_path / "key"
    path.write_bytes(b"\xff\xfe")
    path.chmod(0o600)
    with pytest.raises(LedgerUseError):
        keys.read(str(path))


def test_a_key_shows_nothing():
    key = keys.parse(LINE)
    assert "0a0a" not in repr(key) + str(key)
    with pytest.raises(TypeError):
        pickle.dumps(key)


def test_a_version_is_taken_out_of_its_file(tmp_path):
    path = str(tmp_path / "key")
    keys.create(path)
    keys.renew(path)
    whole = keys.renew(path)
    assert not keys.drop(path, 4)
    with pytest.raises(LedgerUseError, match="in use"):
        keys.drop(path, 3)
    assert keys.read(path).text() == whole.text()
    assert keys.drop(path, 1)
    assert keys.read(path).text() == "".join(whole.text().splitlines(keepends=True)[1:])


def test_a_renewed_key_finds_what_the_old_one_wrote(tmp_path, path):
    file = str(tmp_path / "key")
    old = keys.create(file)
    earlier, later = sheet("1", TODAY), sheet("2", TODAY)
    with_old = sqlite.init(path, old, "cabinet", TODAY)
    with_old.write(earlier, context(earlier), "recorded", TODAY)
    word = with_old.word("genou")
    with_old.close()
    new = keys.renew(file)
    assert (new.versions, keys.read(file).text()) == ((2, 1), new.text())
    book = sqlite.open(path, new)
    assert book.word("genou") == word
    book.write(later, context(later), "recorded", TODAY)
    events = book.answer(query(sheet("9", TODAY, patient=CHILD)), TODAY).events["patient_acts"]
    assert [event.number for event in events] == ["1", "2"]
    assert book.write(earlier, context(earlier), "recorded", TODAY).changed is False
    book.close()
    with pytest.raises(LedgerUseError, match="key"):
        sqlite.open(path, old)  # it lacks the version that has written since
