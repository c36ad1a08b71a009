"""The thirty illustrations of the starting content, each composed of parts. SCENES maps a file's name to its drawing."""

from __future__ import annotations

import random
from collections.abc import Callable

from picture_parts import (
    BARK,
    BRICK,
    CREAM,
    FOAM,
    GOLD,
    GREEN,
    HILL,
    HILL_FAR,
    INDIGO,
    INK,
    LEAF,
    MIST,
    PINE,
    PLUM,
    RED,
    RICE,
    ROOF,
    SAND,
    SEA,
    SEA_DEEP,
    SEA_LIGHT,
    STONE,
    STONE_DARK,
    STRAW,
    WOOD,
    at,
    basket_boat,
    boat,
    bush,
    circle,
    cloud,
    crowd,
    flag,
    gate,
    ground,
    hall,
    hills,
    house,
    line,
    paddies,
    palm,
    person,
    pine,
    rect,
    road,
    scales,
    sea,
    seated,
    shape,
    sheet,
    sky,
    table,
    tablet,
    temple,
    tree,
)  # fmt: skip

SCENES: dict[str, Callable[[], str]] = {}


def scene(name: str) -> Callable[[Callable[[], str]], Callable[[], str]]:
    def keep(draw: Callable[[], str]) -> Callable[[], str]:
        SCENES[name] = draw
        return draw

    return keep


# The sea ----------------------------------------------------------------------------------------------------


@scene("bien-tam-hai")
def island() -> str:
    return sheet(
        sky(sun=(880, 210, 74)), cloud(150, 150), cloud(960, 110, 0.8), hills(330, 90, HILL_FAR, 4), hills(340, 50, HILL, 9, 9),
        sea(330), shape("M-10 560Q300 470 700 560T1210 520V690H-10z", SAND, False),
        line("M-10 552Q300 462 700 552T1210 512", FOAM, 9), boat(690, 440, 0.75), boat(990, 395, 0.42, RED, True),
        basket_boat(520, 600, 1.1), basket_boat(350, 570, 0.8), palm(120, 610, 330, 60), palm(210, 590, 250, -50), palm(1100, 620, 290, -70),
        bush(60, 640, 1.2), bush(1160, 650, 1.1, GREEN), person(620, 640, 0.85, PLUM, arms="out"),
    )  # fmt: skip


@scene("ghenh-da-ban-than")
def rocks() -> str:
    rnd = random.Random(8)
    stones = []
    for i in range(34):
        x, y, w = rnd.uniform(-20, 760), rnd.uniform(430, 640), rnd.uniform(60, 130)
        y = max(y, 420 + x * 0.16)
        h = w * rnd.uniform(0.5, 0.8)
        fill = (STONE_DARK, "#6d655f", "#4b4a4d", "#7d7468")[i % 4]
        stones.append(
            (
                y,
                shape(
                    f"M{x:.0f} {y + h:.0f}l{w * 0.08:.0f} -{h * 0.7:.0f} {w * 0.35:.0f} -{h * 0.3:.0f} {w * 0.4:.0f} {h * 0.15:.0f} {w * 0.2:.0f} {h * 0.85:.0f}z",
                    fill,
                ),
            )
        )
    return sheet(
        sky("#bfd9d6", "#f8dcae", (300, 200, 62)), cloud(520, 120, 1.1), cloud(40, 90, 0.7), hills(340, 70, HILL_FAR, 21, 5), sea(335, 690, sparks=40),
        "".join(s for _, s in sorted(stones)), scales(560, 3, 52), line("M700 520q40-50 90-20t90 10M650 560q60-40 110-10", FOAM, 7),
        boat(980, 430, 0.6), person(300, 470, 0.8, RED, arms="up"), person(360, 478, 0.78, CREAM, hat="hair"),
    )  # fmt: skip


@scene("cang-ky-ha")
def harbour() -> str:
    crane = line(
        "M0 0V-250M40 0V-250M0 -60L40 -110M0 -140L40 -190M-150 -250H150M20 -250V-320L-150 -250M20 -320L150 -250M-120 -250V-150",
        RED,
        8,
    ) + rect(-142, -150, 44, 30, GOLD)
    boxes = "".join(
        rect(620 + (i % 6) * 92, 486 - (i // 6) * 44, 88, 42, c)
        for i, c in enumerate((RED, SEA, GOLD, INDIGO, GREEN, BRICK, SEA, RED, INDIGO, GOLD, GREEN, SEA))
    )
    ship = (
        shape("M-240 -60H230L196 30H-206z", INDIGO)
        + line("M-226 -20H214", RED, 14)
        + rect(-200, -140, 90, 80, CREAM)
        + rect(-190, -126, 70, 18, SEA)
        + "".join(rect(-90 + i * 62, -104, 58, 44, c) for i, c in enumerate((RED, GOLD, SEA, GREEN, BRICK)))
    )
    return sheet(
        sky("#c9dfdb", "#f8e2b6", (220, 170, 60)), cloud(700, 120), hills(330, 80, HILL_FAR, 14), sea(330), at(320, 470, 1.05, ship),
        shape("M560 530H1210V690H500z", "#cfc6b2"), boxes, at(860, 530, 0.98, crane), at(1080, 530, 0.8, crane),
        scales(610, 2, 44), boat(150, 600, 0.55), person(600, 590, 0.7, GOLD, hat="cap"), person(660, 600, 0.7, INDIGO, hat="cap", arms="out"),
    )  # fmt: skip


@scene("ben-pha")
def ferry() -> str:
    deck = (
        shape("M-300 -30H300L270 34H-270z", GREEN)
        + line("M-292 0H292", CREAM, 6)
        + rect(-300, -52, 600, 22, STONE)
        + rect(60, -190, 150, 140, CREAM)
        + rect(46, -206, 178, 18, RED)
        + rect(80, -170, 110, 44, INDIGO)
        + flag(135, -206, 80)
    )
    bikes = "".join(
        at(
            -230 + i * 90,
            -58,
            1,
            circle(-22, -10, 15, INK)
            + circle(24, -10, 15, INK)
            + shape("M-26 -22L10 -34 26 -14z", (RED, SEA, GOLD)[i]),
        )
        for i in range(3)
    )
    return sheet(
        sky(sun=(940, 190, 58)), cloud(180, 130), hills(310, 60, HILL_FAR, 31), hills(320, 30, PINE, 6, 14), sea(318), at(560, 470, 1.1, deck + bikes),
        person(430, 412, 0.8, PLUM), person(540, 412, 0.8, INDIGO, hat="hair"), person(352, 412, 0.75, CREAM, arms="hold"), scales(560, 3, 46),
        shape("M-10 520L220 600V690H-10z", STONE), palm(70, 560, 240, 40), person(130, 620, 0.9, RED, arms="up"),
    )  # fmt: skip


@scene("chai-luoi")
def net() -> str:
    mesh = "".join(
        line(f"M{720 + i * 34} {250 + i * 6}Q{640 + i * 20} 420 {520 + i * 52} 545", CREAM, 2)
        for i in range(9)
    ) + "".join(
        line(
            f"M{712 - i * 34} {262 + i * 48}Q{800 + i * 10} {330 + i * 46} {992 + i * 2} {300 + i * 44}",
            CREAM,
            2,
        )
        for i in range(6)
    )
    return sheet(
        sky("#f0c690", "#fbe8c0", (240, 250, 92)), cloud(640, 110, 0.9, "#fdf3dc"), hills(345, 60, "#b39a86", 13), sea(340, sparks=44), mesh,
        basket_boat(700, 500, 1.9), person(700, 470, 1.75, INDIGO, arms="up"), scales(590, 2, 50), boat(250, 450, 0.5, RED), basket_boat(1060, 420, 0.5),
    )  # fmt: skip


@scene("thuyen-danh-ca")
def fleet() -> str:
    gulls = "".join(
        line(f"M{x} {y}q12-12 22 0q12-12 22 0", INK, 3)
        for x, y in ((330, 150), (420, 110), (500, 190), (830, 150))
    )
    return sheet(
        sky("#f3c58d", "#fce9c4", (610, 300, 110)), cloud(80, 120, 1, "#fdf0d6"), cloud(930, 140, 0.9, "#fdf0d6"), gulls, hills(350, 40, "#b79d88", 17, 8), sea(345),
        boat(860, 420, 0.55, RED, True), boat(1070, 450, 0.6, GREEN, True), boat(210, 450, 0.7, SEA_DEEP), boat(560, 560, 1.25), scales(590, 2, 52), basket_boat(930, 590, 0.9), person(930, 575, 0.85, PLUM),
    )  # fmt: skip


@scene("ao-tom")
def shrimp() -> str:
    wheel = (
        circle(0, 0, 30, STONE)
        + line("M-30 0H30M0 -30V30M-21 -21L21 21M-21 21L21 -21", CREAM, 5)
        + line("M-60 30q15-14 30 0t30 0 30 0 30 0", FOAM, 6)
    )
    ponds = "".join(
        shape(d, c)
        for d, c in (
            ("M-10 380H420L330 690H-10z", SEA),
            ("M470 380H860L920 690H380z", "#3f93a0"),
            ("M905 380H1210V690H985z", SEA),
        )
    )
    return sheet(
        sky(), cloud(820, 120), cloud(180, 160, 0.8), hills(330, 100, HILL_FAR, 44), hills(345, 40, HILL, 12, 9), ground(345, SAND, 4), ponds,
        at(200, 470, 1, wheel), at(660, 480, 1.1, wheel), at(640, 590, 1.3, wheel), at(1090, 500, 1, wheel),
        house(1010, 372, 130, 60), "".join(pine(x, 372, 0.55) for x in (60, 130, 300, 700, 790)), person(430, 600, 1.15, GREEN, arms="hold"), person(945, 560, 1, PLUM, arms="out", flip=True),
    )  # fmt: skip


# Fields, gardens, hills ---------------------------------------------------------------------------------------


@scene("canh-dong-lua")
def field() -> str:
    return sheet(
        sky(sun=(930, 170, 60)), cloud(180, 130), cloud(560, 90, 0.7), hills(330, 130, HILL_FAR, 3), hills(345, 70, HILL, 27, 7),
        "".join(palm(x, 372, 90, 10) for x in (80, 150, 1080, 1140)), house(240, 368, 110, 46), house(1000, 368, 100, 42), rect(-5, 366, 1210, 8, GREEN, False),
        paddies(370, RICE, GREEN, 3, 8), road(620, 370, 80, "#dcc79a", -60), person(760, 520, 0.95, PLUM, arms="hold"), person(860, 505, 0.85, INDIGO, arms="hold", flip=True), person(330, 560, 1.15, RED, arms="hold"),
    )  # fmt: skip


@scene("gat-lua")
def harvest() -> str:
    ears = "".join(
        line(f"M{i * 4} -50Q{i * 9} -84 {i * 15} -{86 - abs(i) * 9}", "#b98a2c", 5) for i in range(-4, 5)
    )
    sheaf = (
        ears
        + shape("M-30 0C-22 -22 -15 -32 -15 -46H15C15 -32 22 -22 30 0z", STRAW)
        + line("M-15 -44H15", RED, 7)
    )
    machine = (
        rect(-120, -110, 180, 84, RED)
        + rect(-60, -170, 90, 62, CREAM)
        + rect(-48, -160, 66, 36, SEA_LIGHT)
        + shape("M60 -80L150 -20V6H60z", GOLD)
        + circle(-80, -14, 32, INK)
        + circle(24, -14, 32, INK)
        + circle(-80, -14, 13, STONE)
        + circle(24, -14, 13, STONE)
        + line("M-120 -104L-190 -170", INK, 12)
    )
    return sheet(
        sky("#cfe0d6", "#fbe3ae", (230, 180, 66)), cloud(760, 120), hills(330, 110, HILL_FAR, 19), hills(342, 50, HILL, 33, 8), paddies(365, STRAW, "#b98a2c", 6, 8),
        at(850, 520, 1.15, machine), "".join(at(x, y, s, sheaf) for x, y, s in ((150, 600, 1.3), (250, 640, 1.5), (350, 590, 1.2), (560, 640, 1.5), (90, 500, 0.9), (440, 500, 0.9))),
        person(470, 610, 1.3, INDIGO, arms="hold"), person(640, 560, 1.05, PLUM, arms="hold", flip=True), person(300, 500, 0.85, GREEN),
    )  # fmt: skip


@scene("vuon-cay-an-trai")
def orchard() -> str:
    return sheet(
        sky(), cloud(240, 120), cloud(860, 100, 0.8), hills(350, 150, HILL_FAR, 8), hills(370, 80, HILL, 2), ground(390, LEAF), ground(520, "#89a84f", 18), house(930, 420, 150, 64),
        "".join(tree(x, 450, 0.8, PINE, GOLD) for x in (90, 280, 470, 680)), "".join(tree(x, 610, 1.35, GREEN, SUNNY) for x in (170, 560, 1040)),
        person(380, 640, 1.25, PLUM, arms="up"), person(800, 640, 1.25, INDIGO, arms="hold"), at(720, 645, 1, shape("M-40 -30H40L30 6H-30z", "#b98a52") + "".join(circle(-24 + i * 16, -34, 10, GOLD) for i in range(4))),
    )  # fmt: skip


SUNNY = "#e58a3a"


@scene("rung-keo")
def acacias() -> str:
    rows = [
        pine(x, y, s, f)
        for y, s, f, xs in (
            (430, 0.8, HILL, range(20, 1200, 70)),
            (520, 1.15, GREEN, range(60, 1200, 105)),
            (640, 1.8, PINE, (70, 250, 940, 1120)),
        )
        for x in xs
    ]
    logs = "".join(
        circle(520 + (i % 4) * 44 + (22 if i > 3 else 0), 606 - (i // 4) * 38, 21, "#c79a63")
        + circle(520 + (i % 4) * 44 + (22 if i > 3 else 0), 606 - (i // 4) * 38, 9, WOOD, False)
        for i in range(7)
    )
    return sheet(sky(sun=(600, 180, 60)), cloud(140, 120), cloud(900, 140, 0.8), hills(350, 190, HILL_FAR, 5), hills(390, 120, HILL, 15), ground(430, LEAF, 20), ground(560, RICE, 22), "".join(rows), logs, person(760, 640, 1.2, INDIGO, hat="cap", arms="out"))  # fmt: skip


@scene("doi-nui")
def mountains() -> str:
    return sheet(
        sky("#bcd6d6", "#fae2b4", (860, 190, 78)), hills(330, 240, MIST, 71, 5), cloud(120, 210, 1.2), hills(390, 210, HILL_FAR, 52, 6), cloud(720, 300, 1.3), hills(450, 160, HILL, 63, 6), cloud(300, 400, 1.1, "#eef0df"),
        hills(530, 130, GREEN, 10, 7), hills(620, 90, PINE, 22, 7), "".join(pine(x, y, s) for x, y, s in ((90, 660, 1.1), (150, 675, 0.9), (1060, 655, 1.2), (1130, 675, 1))), house(560, 610, 130, 54), house(700, 625, 110, 46), bush(620, 640, 0.9),
    )  # fmt: skip


@scene("suoi-nuoc")
def stream() -> str:
    water = shape(
        "M560 300C600 380 520 420 560 480S760 560 700 690H330C380 580 470 560 470 480S500 380 500 300z",
        SEA_LIGHT,
    )
    flow = "".join(
        line(f"M{540 - i * 6} {330 + i * 50}q{14 + i * 3} 16 0 34", FOAM, 5) for i in range(7)
    ) + line("M520 520q60 20 120 10M450 600q90 24 190 6", SEA, 5)
    rocks = "".join(
        shape(f"M{x} {y}q10-{h} {w / 2}-{h}t{w / 2} {h}z", c)
        for x, y, w, h, c in (
            (300, 660, 150, 70, STONE),
            (690, 640, 170, 90, STONE_DARK),
            (420, 560, 90, 46, STONE_DARK),
            (600, 480, 80, 44, STONE),
            (640, 560, 60, 30, STONE),
        )
    )
    return sheet(sky(), hills(330, 220, HILL_FAR, 9, 5), hills(400, 150, HILL, 16), ground(410, GREEN, 26), water, flow, rocks, "".join(tree(x, y, s, f) for x, y, s, f in ((120, 560, 1.5, PINE), (960, 540, 1.4, GREEN), (1120, 600, 1.6, PINE), (330, 440, 0.8, LEAF), (760, 430, 0.8, LEAF))), bush(220, 650, 1.5), bush(900, 660, 1.4), person(820, 640, 0.95, RED, hat="hair"), person(870, 645, 0.7, GOLD, hat="cap"))  # fmt: skip


@scene("duong-nong-thon")
def lane() -> str:
    lamps = "".join(
        line(f"M{x} {y}V{y - h}h{d}", INK, 5) + circle(x + d, y - h + 4, 7, GOLD)
        for x, y, h, d in (
            (420, 560, 230, 34),
            (505, 460, 140, 22),
            (790, 560, 230, -34),
            (712, 460, 140, -22),
        )
    )
    flowers = "".join(
        circle(x, y, 6, c, False)
        for x, y, c in (
            (330, 600, RED),
            (350, 612, GOLD),
            (372, 598, RED),
            (880, 600, GOLD),
            (905, 612, RED),
            (930, 604, GOLD),
            (300, 640, GOLD),
            (960, 645, RED),
        )
    )
    bike = (
        circle(-34, -24, 24, "none")
        + circle(34, -24, 24, "none")
        + line("M-34 -24L-8 -60H22L34 -24M-8 -60L4 -24L22 -60", RED, 5)
    )
    return sheet(sky(sun=(610, 220, 62)), cloud(170, 120), cloud(880, 110, 0.9), hills(350, 110, HILL_FAR, 41), hills(365, 60, HILL, 23), paddies(390, RICE, GREEN, 9, 7), road(608, 385, 210, "#ded8ca"), house(190, 470, 190, 80), house(1010, 470, 190, 80, "#f3d9a4"), "".join(palm(x, y, h, d) for x, y, h, d in ((70, 540, 240, 30), (1140, 540, 240, -30), (320, 470, 150, 12), (880, 470, 150, -12))), lamps, bush(330, 620, 1.1), bush(900, 620, 1.1), flowers, at(620, 640, 1.2, bike), person(612, 610, 1, PLUM))  # fmt: skip


@scene("cau-qua-song")
def bridge() -> str:
    arches = "".join(shape(f"M{x} 470a85 70 0 0 1 170 0v40h-170z", SEA) for x in (150, 360, 570, 780))
    rails = "".join(line(f"M{x} 366V396", CREAM, 5) for x in range(20, 1200, 40))
    lorry = at(
        480,
        392,
        0.9,
        rect(-70, -66, 90, 54, GREEN)
        + shape("M20 -52h34l22 26v14H20z", RED)
        + circle(-40, -8, 14, INK)
        + circle(46, -8, 14, INK),
    )
    return sheet(sky(sun=(950, 180, 58)), cloud(180, 130), hills(330, 110, HILL_FAR, 35), hills(345, 40, PINE, 26, 12), sea(350), shape("M-10 392H1210V430L1120 530H1000V470H110V530H-10z", "#dccfb4"), arches, line("M-10 366H1210", INK, 5), rails, lorry, person(760, 394, 0.62, PLUM), person(800, 394, 0.6, INDIGO, hat="hair"), scales(580, 3, 46), boat(600, 590, 0.62, RED), basket_boat(260, 600, 0.8), person(260, 588, 0.75, GREEN), palm(60, 560, 220, 40), palm(1140, 560, 240, -40))  # fmt: skip


# Houses of the community --------------------------------------------------------------------------------------


def yard(seed: int = 1) -> str:
    """Sky, hills and a swept yard, before which a building stands."""
    return (
        sky()
        + cloud(130, 130)
        + cloud(930, 110, 0.9)
        + hills(380, 130, HILL_FAR, seed)
        + hills(410, 70, HILL, seed + 7)
        + ground(440, LEAF)
        + ground(520, "#ddc9a0", 8)
    )


@scene("truong-hoc")
def school() -> str:
    return sheet(
        yard(2),
        hall(600, 520, 720, 130, "#f2cf86"),
        tree(120, 560, 1.5, GREEN, RED),
        tree(1090, 560, 1.5, PINE),
        crowd(640, range(300, 560, 62), 0.8, 3, ("hair", "cap")),
        person(640, 645, 1.05, CREAM, hat="hair", arms="out"),
        crowd(650, range(760, 960, 62), 0.75, 8, ("hair", "cap")),
    )


@scene("tram-y-te")
def clinic() -> str:
    cross = (
        circle(600, 362, 30, CREAM) + rect(593, 343, 14, 38, RED, False) + rect(581, 355, 38, 14, RED, False)
    )
    van = at(
        960,
        610,
        1.2,
        rect(-90, -80, 130, 66, CREAM, True, 8)
        + shape("M40 -66h30l26 34v18H40z", CREAM)
        + rect(-50, -60, 12, 34, RED, False)
        + rect(-61, -49, 34, 12, RED, False)
        + circle(-50, -12, 18, INK)
        + circle(56, -12, 18, INK)
        + line("M-88 -22H94", RED, 6),
    )
    return sheet(
        yard(5),
        hall(600, 530, 560, 120, CREAM, GREEN),
        cross,
        tree(150, 570, 1.4),
        van,
        person(420, 640, 1.1, CREAM, CREAM, "hair", "hold"),
        person(330, 645, 1.1, PLUM),
        person(520, 642, 0.7, GOLD, hat="hair"),
    )


@scene("nha-van-hoa")
def culture_house() -> str:
    return sheet(
        yard(9),
        house(600, 530, 560, 150, "#f3d9a4"),
        rect(430, 396, 340, 34, RED),
        line("M470 413H730", "#f6d98b", 6),
        flag(330, 560, 230, 1.2),
        palm(130, 580, 300, 40),
        palm(1080, 580, 280, -40),
        crowd(640, range(420, 800, 70), 0.9, 6),
        bush(230, 600, 1.2),
        bush(960, 600, 1.2),
    )


@scene("hop-dan")
def meeting() -> str:
    rows = "".join(
        seated(x + (26 if r % 2 else 0), 520 + r * 76, 1.1 + r * 0.22, c, h)
        for r in range(3)
        for x, c, h in (
            (130, INDIGO, "hair"),
            (270, PLUM, "hair"),
            (410, GREEN, "non"),
            (550, RED, "hair"),
            (690, "#4f7f8f", "hair"),
            (830, GOLD, "non"),
            (970, INDIGO, "hair"),
            (1110, PLUM, "hair"),
        )
    )
    return sheet(
        rect(0, 0, 1200, 675, "#f1ddb0", False),
        rect(0, 0, 1200, 120, ROOF, False),
        line("M0 120H1200", INK, 4),
        "".join(rect(x, 120, 26, 330, "#a34b32") for x in (60, 1114)),
        rect(330, 160, 540, 110, RED),
        line("M380 200H820M430 235H770", "#f6d98b", 9),
        rect(0, 430, 1200, 250, "#c79c68", False),
        table(420, 370, 360, 60),
        seated(520, 372, 1.1, CREAM),
        seated(680, 372, 1.1, INDIGO),
        person(850, 440, 1.25, CREAM, hat="hair", arms="out", flip=True),
        flag(250, 440, 220, 1.1),
        rows,
    )


@scene("mot-cua")
def one_stop() -> str:
    windows = "".join(
        rect(70 + i * 275, 150, 235, 190, "#cfe3e2")
        + rect(70 + i * 275, 118, 235, 34, RED)
        + circle(187 + i * 275, 135, 12, "#f6d98b", False)
        + seated(187 + i * 275, 342, 1.25, (CREAM, "#4f7f8f", CREAM, INDIGO)[i])
        for i in range(4)
    )
    return sheet(
        rect(0, 0, 1200, 675, "#f4e4c1", False),
        rect(0, 0, 1200, 84, SEA_DEEP, False),
        line("M340 42H860", CREAM, 10),
        windows,
        rect(-5, 340, 1210, 26, WOOD),
        rect(-5, 366, 1210, 92, "#b98253"),
        "".join(line(f"M{x} 380V446", "#8a5a36", 3) for x in range(40, 1200, 80)),
        rect(0, 458, 1200, 220, "#dfd2b4", False),
        person(200, 620, 1.6, PLUM, arms="hold"),
        person(480, 610, 1.55, INDIGO, hat="hair", arms="out"),
        person(750, 620, 1.6, GREEN, hat="hair"),
        person(1010, 615, 1.55, RED, arms="hold", flip=True),
        at(890, 600, 1, shape("M-40 0h80v-16h-80z", GOLD) + shape("M-34 -16h68v-10h-68z", CREAM)),
    )


@scene("chuyen-doi-so")
def digital() -> str:
    net = "".join(
        line(f"M{a} {b}L{c} {d}", SEA_LIGHT, 4)
        for a, b, c, d in (
            (600, 250, 300, 160),
            (600, 250, 900, 150),
            (600, 250, 420, 330),
            (600, 250, 800, 330),
            (300, 160, 420, 330),
            (900, 150, 800, 330),
            (300, 160, 600, 90),
            (900, 150, 600, 90),
        )
    ) + "".join(
        circle(x, y, r, c)
        for x, y, r, c in (
            (300, 160, 18, GOLD),
            (900, 150, 18, GOLD),
            (420, 330, 14, SEA),
            (800, 330, 14, SEA),
            (600, 90, 16, RED),
        )
    )
    return sheet(
        sky("#c4dcd9", "#f9e6bd"),
        cloud(90, 110, 0.8),
        cloud(960, 90, 0.7),
        hills(440, 120, HILL_FAR, 6),
        hills(460, 70, HILL, 18),
        ground(480, LEAF),
        ground(560, "#ddc9a0"),
        net,
        tablet(600, 255, 1.9),
        house(160, 520, 170, 74),
        gate(1020, 470, 0.75),
        palm(300, 560, 180, 20),
        person(420, 640, 1.45, INDIGO, hat="hair", arms="hold"),
        tablet(444, 562, 0.4),
        person(560, 650, 1.4, PLUM, arms="out"),
        person(760, 650, 1.45, GREEN, hat="hair", arms="hold", flip=True),
        tablet(740, 572, 0.4),
        person(900, 640, 1.2, GOLD, hat="non"),
    )


@scene("trong-cay")
def planting() -> str:
    sprout = shape("M-4 0V-40h8V0z", BARK) + shape("M0 -30C-40 -40 -36 -80 0 -92 36 -80 40 -40 0 -30z", LEAF)
    return sheet(
        sky(sun=(960, 170, 60)),
        cloud(170, 130),
        hills(340, 60, HILL_FAR, 28),
        sea(340, 450),
        ground(440, SAND, 14),
        ground(540, "#d6b578", 16),
        "".join(pine(x, 480, 0.9) for x in (60, 130, 1070, 1140)),
        "".join(
            at(x, y, s, sprout)
            for x, y, s in (
                (250, 540, 0.7),
                (400, 530, 0.7),
                (820, 530, 0.7),
                (960, 540, 0.7),
                (230, 640, 1.2),
                (540, 640, 1.3),
                (850, 640, 1.2),
            )
        ),
        person(330, 640, 1.35, GREEN, hat="cap", arms="hold"),
        person(450, 600, 1.15, "#4f7f8f", hat="cap", arms="out"),
        person(660, 645, 1.4, "#4f7f8f", arms="hold", flip=True),
        person(960, 640, 1.3, GREEN, hat="cap", arms="hold"),
    )


@scene("phong-chong-bao")
def storm() -> str:
    rain = "".join(
        line(f"M{x} {y}l-14 40", "#d9e3df", 3)
        for x, y in (
            (random.Random(i).uniform(0, 1250), random.Random(i + 99).uniform(60, 560)) for i in range(70)
        )
    )
    bags = "".join(
        rect(640 + (i % 6) * 74 - (i // 6) * 20, 590 - (i // 6) * 34, 70, 34, SAND, True, 12)
        for i in range(12)
    )
    return sheet(
        sky("#5f7880", "#b9c4b8"),
        cloud(80, 110, 1.5, "#8b9d9f"),
        cloud(620, 90, 1.8, "#7d9195"),
        cloud(980, 190, 1.1, "#93a4a3"),
        hills(370, 90, "#6d8684", 7),
        sea(370, 690, "#3c6c78", 5),
        scales(440, 2, 50, "#2c5563"),
        ground(530, "#a9946a", 10),
        house(190, 560, 240, 100),
        line("M70 470L190 380L320 470", CREAM, 6),
        palm(440, 560, 250, -110),
        rain,
        bags,
        person(560, 640, 1.3, SUNNY, hat="cap", arms="hold"),
        person(1080, 635, 1.25, SUNNY, hat="cap", arms="out", flip=True),
        person(930, 545, 1, GREEN, hat="cap"),
        flag(1150, 560, 170, 1.1),
    )


@scene("le-hoi-dinh-lang")
def festival() -> str:
    bunting = "".join(
        shape(f"M{20 + i * 62} {96 + (i % 4) * 8}h40l-20 44z", (RED, GOLD, GREEN, SEA, PLUM)[i % 5])
        for i in range(19)
    ) + line("M0 92Q300 130 600 96T1200 92")
    drum = (
        circle(0, -50, 46, "#c79a63") + circle(0, -50, 34, CREAM) + line("M-40 0l16-28M40 0l-16-28", RED, 8)
    )
    banners = "".join(
        line(f"M{x} 560V250") + shape(f"M{x} 256h56l-14 70 14 70h-56z", c) + rect(x + 10, 280, 26, 92, GOLD)
        for x, c in ((90, RED), (210, PLUM), (950, PLUM), (1070, RED))
    )
    return sheet(
        yard(4),
        bunting,
        tree(60, 530, 1.8, PINE),
        tree(1140, 530, 1.8, PINE),
        temple(600, 500, 1.35),
        banners,
        at(420, 640, 1.3, drum),
        person(330, 645, 1.3, RED, CREAM, "hair", "up"),
        at(
            760,
            640,
            1,
            shape("M-120 0c0-60 40-96 100-90 20-34 84-24 84 20 0 40-30 70-60 70z", RED)
            + circle(30, -62, 12, CREAM)
            + circle(32, -62, 6, INK, False)
            + line("M-90 -30q30-30 60 0M-60 -54q24-20 44 2", GOLD, 7)
            + line("M40 -30q20 14 36-4", CREAM, 7),
        ),
        crowd(650, range(520, 640, 60), 0.95, 11),
        crowd(655, range(940, 1130, 66), 0.95, 15),
    )


@scene("khu-cong-nghiep")
def industry() -> str:
    roofs = "".join(
        shape(f"M{x} 500V330l90-56v56l90-56v56l90-56v226z", c)
        + "".join(rect(x + 24 + i * 62, 400, 40, 40, "#cfe3e2") for i in range(4))
        for x, c in ((90, "#d8cfb6"), (420, "#c8d3cc"))
    )
    car = at(
        300,
        610,
        1.15,
        shape("M-100 -20c0-24 20-28 40-30l24-28h70l30 30c24 2 34 10 34 28z", RED)
        + rect(-22, -70, 36, 22, "#cfe3e2")
        + circle(-54, -14, 18, INK)
        + circle(52, -14, 18, INK),
    )
    return sheet(
        sky("#c9dfdb", "#f8e2b6", (180, 170, 54)),
        cloud(420, 120),
        cloud(960, 110, 0.8),
        hills(370, 110, HILL_FAR, 20),
        hills(400, 50, HILL, 31),
        ground(470, LEAF),
        rect(840, 250, 60, 250, BRICK),
        rect(834, 240, 72, 16, CREAM),
        rect(930, 300, 50, 200, BRICK),
        roofs,
        rect(740, 410, 380, 90, CREAM),
        "".join(rect(764 + i * 60, 432, 40, 34, INDIGO) for i in range(6)),
        ground(520, "#d5cdbc", 4),
        line("M-10 600H1210", CREAM, 6),
        car,
        "".join(pine(x, 530, 0.6) for x in (40, 720, 1150)),
        crowd(655, range(700, 1100, 72), 0.95, 21, ("cap", "hair")),
    )


@scene("cho-que")
def market() -> str:
    stalls = "".join(
        shape(f"M{x} 330h260l30 70h-320z", c)
        + "".join(
            shape(f"M{x + 30 + i * 66} 330h30l{(i - 1.5) * 8 + 6:.0f} 70h-38z", CREAM, False)
            for i in range(4)
        )
        + line(f"M{x - 10} 400V560M{x + 270} 400V560", WOOD, 8)
        for x, c in ((70, RED), (470, GREEN), (870, SEA))
    )
    goods = "".join(
        at(
            x,
            y,
            1,
            shape("M-50 -10H50L38 30H-38z", "#b98a52")
            + "".join(circle(-34 + i * 17, -18 - (i % 2) * 8, 13, c) for i in range(5)),
        )
        for x, y, c in (
            (140, 545, GOLD),
            (270, 550, RED),
            (540, 545, LEAF),
            (670, 550, SUNNY),
            (930, 545, GREEN),
            (1070, 550, GOLD),
        )
    )
    return sheet(
        sky(),
        cloud(180, 110),
        cloud(880, 90, 0.8),
        hills(340, 90, HILL_FAR, 11),
        ground(400, LEAF),
        palm(30, 420, 200, 20),
        palm(1165, 420, 200, -20),
        stalls,
        person(200, 540, 1.15, PLUM),
        person(600, 540, 1.15, INDIGO),
        person(1000, 540, 1.15, RED, hat="hair"),
        ground(560, "#ddc39a", 6),
        goods,
        person(370, 650, 1.35, GREEN, arms="hold"),
        person(800, 655, 1.35, PLUM, arms="out", flip=True),
        person(470, 652, 1.3, GOLD, hat="hair"),
        at(
            700,
            655,
            1.1,
            line("M-90 -96H90", WOOD, 6)
            + line("M-80 -96l-20 66M-80 -96l20 66M80 -96l-20 66M80 -96l20 66")
            + shape("M-116 -32h72l-14 26h-44z", "#b98a52")
            + shape("M44 -32h72l-14 26H58z", "#b98a52"),
        ),
    )


@scene("the-thao")
def sport() -> str:
    net = (
        rect(594, 330, 12, 250, INK)
        + "".join(line(f"M606 {346 + i * 20}L760 {326 + i * 16}", CREAM, 2) for i in range(6))
        + "".join(line(f"M{606 + i * 19} {346 - i * 2.5}v{100 - i * 3}", CREAM, 2) for i in range(9))
        + line("M760 326V470", INK, 6)
    )
    ball = circle(470, 220, 30, CREAM) + line("M444 208q26 10 50-6M452 240q10-22 4-48M488 244q-4-26 6-42")
    return sheet(
        sky(sun=(960, 160, 56)),
        cloud(160, 130),
        hills(350, 110, HILL_FAR, 37),
        hills(370, 60, HILL, 24),
        crowd(420, range(30, 1200, 66), 0.75, 31),
        rect(-5, 404, 1210, 40, "#4f7f8f"),
        line("M40 424H1160", CREAM, 5),
        rect(-5, 444, 1210, 240, "#cf8a58", False),
        line("M60 640L200 470H1010L1150 640z", CREAM, 6),
        net,
        person(320, 640, 1.6, RED, INDIGO, "hair", "up"),
        person(470, 560, 1.35, RED, INDIGO, "hair", "up"),
        person(880, 640, 1.6, GOLD, INK, "hair", "up", True),
        person(1020, 560, 1.35, GOLD, INK, "hair", "out", True),
        ball,
    )


@scene("tiem-chung")
def vaccination() -> str:
    poster = (
        rect(830, 130, 270, 190, CREAM)
        + shape("M965 150c40 24 70 22 90 22 0 70-30 110-90 136-60-26-90-66-90-136 20 0 50 2 90-22z", GREEN)
        + line("M932 226l24 26 50-54", CREAM, 12)
    )
    return sheet(
        rect(0, 0, 1200, 675, "#d9e8e0", False),
        rect(0, 430, 1200, 250, "#c9b58a", False),
        line("M0 430H1200", INK, 4),
        poster,
        rect(60, 110, 300, 60, RED),
        line("M100 140H320", "#f6d98b", 9),
        table(380, 460, 330, 90, CREAM),
        rect(420, 424, 60, 36, SEA),
        rect(500, 436, 90, 24, CREAM),
        seated(560, 452, 1.5, CREAM),
        person(800, 640, 1.75, PLUM, hat="hair", arms="hold", flip=True),
        at(
            770,
            560,
            1.05,
            circle(0, -40, 20, "#d8a077") + shape("M-26 30c-4-40 8-50 26-50s30 10 26 50z", GOLD),
        ),
        person(980, 645, 1.65, INDIGO, hat="non"),
        person(1080, 648, 1.05, RED, hat="hair"),
        person(260, 640, 1.7, CREAM, CREAM, "hair", "out"),
    )


@scene("khai-giang")
def school_opening() -> str:
    balloons = "".join(
        line(f"M{x} {y + 28}q8 40-4 80", INK, 2) + circle(x, y, 26, c)
        for x, y, c in (
            (120, 150, RED),
            (190, 110, GOLD),
            (260, 170, SEA),
            (960, 120, GREEN),
            (1040, 170, RED),
            (1110, 110, GOLD),
        )
    )
    return sheet(
        yard(12),
        hall(600, 510, 640, 118, "#f2cf86"),
        balloons,
        rect(300, 300, 600, 46, RED),
        line("M350 323H850", "#f6d98b", 9),
        "".join(
            person(90 + i * 68, 600 + (i % 2) * 12, 0.85, CREAM, INDIGO, "hair")
            + shape(f"M{82 + i * 68} {516 + (i % 2) * 12}h16l-8 28z", RED)
            for i in range(16)
        ),
        person(560, 655, 1.15, PLUM, CREAM, "hair", "hold"),
        person(650, 655, 1.15, INDIGO, INK, "hair", "up"),
        at(760, 655, 1.1, circle(0, -48, 40, "#a34b32") + circle(0, -48, 29, CREAM)),
    )


@scene("tru-so-uy-ban")
def committee() -> str:
    beds = "".join(
        bush(x, 560, 0.8, GREEN)
        + "".join(circle(x - 24 + i * 16, 548 - (i % 2) * 10, 6, (RED, GOLD)[i % 2], False) for i in range(4))
        for x in (220, 340, 860, 980)
    )
    return sheet(
        yard(16),
        hall(600, 520, 660, 128),
        tree(90, 560, 1.5, PINE),
        tree(1110, 560, 1.5, PINE),
        beds,
        shape("M520 520H680L820 690H380z", "#e6dcc6"),
        person(560, 640, 1, PLUM),
        person(640, 630, 0.95, INDIGO, hat="hair"),
        person(720, 655, 1.05, CREAM, hat="hair", arms="hold"),
    )
