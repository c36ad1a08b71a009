"""Which syllables Vietnamese can have, without accents and in the spelling of `analysis` (final y written i)."""

from __future__ import annotations

from collections.abc import Sequence


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ONSETS = _list("b c ch d g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")
"""Consonants that a syllable begins with, the silent one left out."""

_OPEN = _list("""
a ac ach ai am an ang anh ao ap at au ay
o oc oi om on ong op ot
u ua uc ui um un ung uoc uoi uom uon uong uop uot uou up ut uu
""")
_FRONT = _list("""
e ec ech em en eng enh eo ep et eu
i ia ich iec iem ien ieng iep iet ieu im in inh ip it iu
""")
_ROUNDED = _list("""
oa oac oach oai oam oan oang oanh oao oap oat oay oe oem oen oeo oet
ue uech uenh uan uang uat uau uay uo uy uya uych uyen uyet uyn uynh uyp uyt uyu
""")
"""Rimes that begin with a rounded glide, which lips that have just closed do not make."""

_AFTER_QU = _list("""
a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo et eu
i ich in inh it o oc on ot y yen yet ych ynh yt yp
""")
_ALONE = _list("y yem yen yeng yet yeu ooc oong uya uyen")
_SINGULAR = _list("buyt boong coong soong xoong moay voan phuy pin")
"""Loans that stand against the rules."""

_CLOSED_LIPS = frozenset(_list("b m p ph v"))
_BEFORE_FRONT = frozenset(_list("gh k ngh"))
_NOT_BEFORE_FRONT = frozenset(_list("c g ng"))


def _rimes(onset: str) -> Sequence[str]:
    """The rimes that may follow an onset, "" being none."""
    if onset == "qu":
        return _AFTER_QU
    if onset == "gi":
        return [rime for rime in (*_OPEN, *_FRONT) if rime[0] != "i"]
    if onset in _BEFORE_FRONT:
        return _FRONT
    if onset == "g":  # "gì", "gìn", "giếng"
        return [*_OPEN, *_ROUNDED, *(rime for rime in _FRONT if rime[0] == "i")]
    if onset in _NOT_BEFORE_FRONT:
        return [*_OPEN, *_ROUNDED]
    if onset in _CLOSED_LIPS:
        return [*_OPEN, *_FRONT]
    if onset == "":
        return [*_OPEN, *_FRONT, *_ROUNDED, *_ALONE]
    return [*_OPEN, *_FRONT, *_ROUNDED]


SYLLABLES = frozenset(onset + rime for onset in ("", *ONSETS) for rime in _rimes(onset)) | frozenset(
    _SINGULAR
)
"""About 2,200 bare syllables; a word that is none is a name, foreign, short for something, or mistyped."""

LOANS = frozenset(
    _list(
        """
    internet website online email facebook zalo youtube google wifi app vneid etax video camera clip livestream
    photocopy scan fax file excel word pdf logo karaoke massage casino game bar taxi container logistics gas
    visa passport covid vaccine vaccin vitamin test marketing showroom sim card chip laptop tivi radio
    festival homestay resort spa gym yoga golf tennis euro dollar robot drone flycam startup fanpage hotline
    """
    )
)
"""Foreign words that people ask for in daily life: what a mistyped one may have been meant to be."""

SURNAMES = frozenset(
    _list("nguyen tran le pham huynh hoang phan vu vo dang bui do ho ngo duong li truong dinh doan")
)
MIDDLE_NAMES = frozenset(_list("van thi"))
"""Names behind which a given name comes."""
