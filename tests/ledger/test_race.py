"""Two processes, one ledger, one place left."""

import multiprocessing
from datetime import date

import pytest

from fsecheck import Checker
from fsecheck.ledger import keys, sqlite
from tests import authoring
from tests.ledger import racer

ROUNDS = 50


def request(number: int, nir: str) -> bytes:
    """A sheet with one téléexpertise, for the patient of that NIR."""
    line = authoring.act(
        date="2026-10-05",
        code="RQD",
        coefficient=None,
        prixUnitaire="10.00",
        lieu=None,
        seance=None,
        refPrescription=None,
        requis={"numero": authoring.DOCTOR, "profession": "medecin"},
    )
    return authoring.sheet([line], prescriptions=[], assure={"nir": nir}, facture={"numero": str(number)})


@pytest.fixture
def field(tmp_path):
    """A ledger complete since the new year, in which each of fifty patients has one request, and the sheets to race."""
    ledger, key = str(tmp_path / "cabinet.db"), str(tmp_path / "cabinet.key")
    book = sqlite.init(ledger, keys.create(key), "CABINET", date(2026, 1, 1))
    book.cover(authoring.MK, date(2026, 1, 1), None, racer.TODAY)
    checker = Checker(book)
    sheets: list[list[str]] = [[], []]
    for place in range(ROUNDS):
        nir = f"18506999990{place:02d}"
        checker.record(request(1000 + place, nir), today=racer.TODAY)
        for runner in (0, 1):
            path = tmp_path / f"{runner}-{place}.xml"
            path.write_bytes(request(2000 + 100 * runner + place, nir))
            sheets[runner].append(str(path))
    book.close()
    return ledger, key, sheets


@pytest.mark.slow
@pytest.mark.parametrize("door", racer.DOORS)
def test_two_processes_reserve_the_last_request(door, field):
    """Fifty rounds: exactly one holds it, the other is refused with TEX001, citing the two that count."""
    ledger, key, sheets = field
    spawn = multiprocessing.get_context("spawn")
    barrier, answers = spawn.Barrier(2), spawn.Queue()
    runners = [
        spawn.Process(target=racer.race, args=(door, (ledger, key), own, barrier, answers), daemon=True)
        for own in sheets
    ]
    for runner in runners:
        runner.start()
    found = []
    while len(found) < 2 * ROUNDS and not (found and found[-1][0] < 0):
        found.append(answers.get(timeout=racer.PATIENCE))
    for runner in runners:
        runner.join(racer.PATIENCE)
    assert [] == [answer for answer in found if answer[0] < 0]
    rounds = [sorted(answer[1:] for answer in found if answer[0] == place) for place in range(ROUNDS)]

    assert [(0, [], [])] * ROUNDS == [first for first, _ in rounds]
    assert [(1, ["TEX001"])] * ROUNDS == [second[:2] for _, second in rounds]
    assert all(str(1000 + place) == second[2][0] and len(second[2]) == 2 for place, (_, second) in enumerate(rounds))

    book = sqlite.open(ledger, keys.read(key), write=False)
    pending = book.pending()
    book.close()
    assert ROUNDS == len(pending) == len({int(entry.number) % 100 for entry in pending})
