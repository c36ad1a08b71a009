"""An index with wrong bytes: searching answers all the same, and the index heals."""

from __future__ import annotations

from pathlib import Path

from chaos.report import Trial
from chaos.within import Within
from portal.search import indexing


def index(base: Path, folder: Path, rounds: int) -> Trial:
    """Change a random byte of a random file of the index, or cut the file short; ask; let the follower look once."""
    trial = Trial(
        "chỉ mục hỏng ngẫu nhiên", "search answers 200 with the item; one look of the follower heals it"
    )
    within = Within(base, folder)
    within.publish(30)
    within.timed(indexing.rebuild)
    client = within.app.test_client()
    from_database = 0
    for _round in range(rounds):
        what = _harm(within)
        title = within.chance.choice(list(within.written.values()))
        word, slug = title.split()
        host = "localhost:8000" if slug == "nui-thanh" else f"{slug}.localhost:8000"
        answer = client.get(f"/api/v1/search?q={word}", headers={"Host": host})
        if answer.status_code != 200 or title not in answer.text:
            trial.found(
                f"{what}: searching for {title!r} was answered {answer.status_code}: {answer.text[:120]}"
            )
        from_database += (within.instance / "index.rebuild").exists()
        with within.app.app_context():
            indexing.want_rebuild()
            indexing.step(None)
            problems = indexing.engine().check().problems
        trial.found(*(f"{what}: {one}" for one in problems))
        trial.times += 1
        trial.progress(rounds)
    trial.found(*within.findings())
    trial.figure(f"{from_database} were noticed by the question itself and answered from the database")
    return within.end(trial)


def _harm(within: Within) -> str:
    chance = within.chance
    found = sorted(
        one for one in (within.instance / "index").rglob("*") if one.is_file() and one.stat().st_size
    )
    path = chance.choice(found)
    data = bytearray(path.read_bytes())
    place = chance.randrange(len(data))
    if chance.random() < 0.2:
        path.write_bytes(bytes(data[:place]))
        return f"{path.name} cut at {place}"
    data[place] ^= 1 << chance.randrange(8)
    path.write_bytes(bytes(data))
    return f"{path.name} byte {place}"
