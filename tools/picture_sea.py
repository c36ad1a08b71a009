"""Illustrations of the sea and the harbour. Each function is one picture, composed of parts."""

from __future__ import annotations

import random

from picture_parts import (
    BRICK,
    CREAM,
    FOAM,
    GOLD,
    GREEN,
    HILL,
    HILL_FAR,
    INDIGO,
    INK,
    PINE,
    PLUM,
    RED,
    SAND,
    SEA,
    SEA_DEEP,
    STONE,
    STONE_DARK,
    at,
    basket_boat,
    boat,
    bush,
    circle,
    cloud,
    flag,
    ground,
    hills,
    house,
    line,
    palm,
    person,
    pine,
    rect,
    scales,
    sea,
    shape,
    sheet,
    sky,
)
from picture_scenes import scene


@scene("bien-tam-hai")
def island() -> str:
    return sheet(
        sky(sun=(880, 210, 74)),
        cloud(150, 150),
        cloud(960, 110, 0.8),
        hills(330, 90, HILL_FAR, 4),
        hills(340, 50, HILL, 9, 9),
        sea(330),
        shape("M-10 560Q300 470 700 560T1210 520V690H-10z", SAND, False),
        line("M-10 552Q300 462 700 552T1210 512", FOAM, 9),
        boat(690, 440, 0.75),
        boat(990, 395, 0.42, RED, True),
        basket_boat(520, 600, 1.1),
        basket_boat(350, 570, 0.8),
        palm(120, 610, 330, 60),
        palm(210, 590, 250, -50),
        palm(1100, 620, 290, -70),
        bush(60, 640, 1.2),
        bush(1160, 650, 1.1, GREEN),
        person(620, 640, 0.85, PLUM, arms="out"),
    )


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
                    f"M{x:.0f} {y + h:.0f}l{w * 0.08:.0f} -{h * 0.7:.0f} {w * 0.35:.0f} -{h * 0.3:.0f} {w * 0.4:.0f} {h * 0.15:.0f} {w * 0.2:.0f} {h * 0.85:.0f}z",  # noqa: E501
                    fill,
                ),
            )
        )
    return sheet(
        sky("#bfd9d6", "#f8dcae", (300, 200, 62)),
        cloud(520, 120, 1.1),
        cloud(40, 90, 0.7),
        hills(340, 70, HILL_FAR, 21, 5),
        sea(335, 690, sparks=40),
        "".join(s for _, s in sorted(stones)),
        scales(560, 3, 52),
        line("M700 520q40-50 90-20t90 10M650 560q60-40 110-10", FOAM, 7),
        boat(980, 430, 0.6),
        person(300, 470, 0.8, RED, arms="up"),
        person(360, 478, 0.78, CREAM, hat="hair"),
    )


@scene("cang-ky-ha")
def harbour() -> str:
    crane = line(
        "M0 0V-250M40 0V-250M0 -60L40 -110M0 -140L40 -190M-150 -250H150M20 -250V-320L-150 -250M20 -320L150 -250M-120 -250V-150",  # noqa: E501
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
        sky("#c9dfdb", "#f8e2b6", (220, 170, 60)),
        cloud(700, 120),
        hills(330, 80, HILL_FAR, 14),
        sea(330),
        at(320, 470, 1.05, ship),
        shape("M560 530H1210V690H500z", "#cfc6b2"),
        boxes,
        at(860, 530, 0.98, crane),
        at(1080, 530, 0.8, crane),
        scales(610, 2, 44),
        boat(150, 600, 0.55),
        person(600, 590, 0.7, GOLD, hat="cap"),
        person(660, 600, 0.7, INDIGO, hat="cap", arms="out"),
    )


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
        sky(sun=(940, 190, 58)),
        cloud(180, 130),
        hills(310, 60, HILL_FAR, 31),
        hills(320, 30, PINE, 6, 14),
        sea(318),
        at(560, 470, 1.1, deck + bikes),
        person(430, 412, 0.8, PLUM),
        person(540, 412, 0.8, INDIGO, hat="hair"),
        person(352, 412, 0.75, CREAM, arms="hold"),
        scales(560, 3, 46),
        shape("M-10 520L220 600V690H-10z", STONE),
        palm(70, 560, 240, 40),
        person(130, 620, 0.9, RED, arms="up"),
    )


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
        sky("#f0c690", "#fbe8c0", (240, 250, 92)),
        cloud(640, 110, 0.9, "#fdf3dc"),
        hills(345, 60, "#b39a86", 13),
        sea(340, sparks=44),
        mesh,
        basket_boat(700, 500, 1.9),
        person(700, 470, 1.75, INDIGO, arms="up"),
        scales(590, 2, 50),
        boat(250, 450, 0.5, RED),
        basket_boat(1060, 420, 0.5),
    )


@scene("thuyen-danh-ca")
def fleet() -> str:
    gulls = "".join(
        line(f"M{x} {y}q12-12 22 0q12-12 22 0", INK, 3)
        for x, y in ((330, 150), (420, 110), (500, 190), (830, 150))
    )
    return sheet(
        sky("#f3c58d", "#fce9c4", (610, 300, 110)),
        cloud(80, 120, 1, "#fdf0d6"),
        cloud(930, 140, 0.9, "#fdf0d6"),
        gulls,
        hills(350, 40, "#b79d88", 17, 8),
        sea(345),
        boat(860, 420, 0.55, RED, True),
        boat(1070, 450, 0.6, GREEN, True),
        boat(210, 450, 0.7, SEA_DEEP),
        boat(560, 560, 1.25),
        scales(590, 2, 52),
        basket_boat(930, 590, 0.9),
        person(930, 575, 0.85, PLUM),
    )


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
        sky(),
        cloud(820, 120),
        cloud(180, 160, 0.8),
        hills(330, 100, HILL_FAR, 44),
        hills(345, 40, HILL, 12, 9),
        ground(345, SAND, 4),
        ponds,
        at(200, 470, 1, wheel),
        at(660, 480, 1.1, wheel),
        at(640, 590, 1.3, wheel),
        at(1090, 500, 1, wheel),
        house(1010, 372, 130, 60),
        "".join(pine(x, 372, 0.55) for x in (60, 130, 300, 700, 790)),
        person(430, 600, 1.15, GREEN, arms="hold"),
        person(945, 560, 1, PLUM, arms="out", flip=True),
    )
