"""Illustrations of public buildings and of what people do together. Each function is one picture, composed of parts."""

from __future__ import annotations

import random

from picture_parts import (
    BARK,
    BRICK,
    CREAM,
    GOLD,
    GREEN,
    HILL,
    HILL_FAR,
    INDIGO,
    INK,
    LEAF,
    PINE,
    PLUM,
    RED,
    ROOF,
    SAND,
    SEA,
    SEA_DEEP,
    SEA_LIGHT,
    WOOD,
    at,
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
    palm,
    person,
    pine,
    rect,
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
)
from picture_scenes import scene

SUNNY = "#e58a3a"


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
