"""People write in pieces: greetings are answered once, no answer is repeated word for word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

from bot.situation.speech import Say

from .conftest import Talker

Meet = Callable[[], Talker]
PIECES = (
    "suami saya di phk bulan lalu", "sekarang beras sudah abis bu", "anak saya dua masih kecil",
    "kontrakan nunggak dua bulan", "listrik juga mau diputus", "saya bingung banget bu",
    "tetangga sudah ga mau bantu", "saya tinggal di cibinong", "yang kecil sudah makan tadi pagi", "itu aja sih bu",
)  # fmt: skip


async def test_that_a_burst_of_greetings_is_welcomed_once(talker: Meet) -> None:
    talk = talker()
    said = []
    for opener in ("halo", "p", "min", "permisi kak", "halo", "p"):
        talk.now -= timedelta(seconds=18)  # two seconds apart
        said.append(await talk.write(opener))
    assert sum("saya Rangkul" in one for one in said) == 1
    assert sum(bool(one) for one in said) <= 3


async def test_that_a_greeting_after_a_while_is_answered_again(talker: Meet) -> None:
    talk = talker()
    for _ in range(4):
        talk.now += timedelta(minutes=10)
        assert await talk.write("halo")


async def test_that_after_the_welcome_a_greeting_is_not_a_second_welcome(talker: Meet) -> None:
    talk = talker()
    await talk.write("/start")
    said = await talk.write("halo")
    assert said
    assert "Rangkul" not in said


async def test_that_no_answer_to_a_piece_is_the_one_before_it(talker: Meet) -> None:
    talk = talker()
    said = [await talk.write(piece) for piece in PIECES]
    assert all(said)
    assert all(one != after for one, after in pairwise(said))
    await talk.write("mau ngomong sama petugas")
    said = [await talk.write(piece) for piece in PIECES[:4]]
    assert all(one != after for one, after in pairwise(said))


async def test_that_answers_to_pieces_give_way_to_one_another(talker: Meet) -> None:
    talk = talker()
    await talk.write("/start")
    await talk.write(PIECES[0])
    await talk.write(PIECES[1])
    assert [one.gives_way for one in talk.effects if isinstance(one, Say)] == ["story"]
