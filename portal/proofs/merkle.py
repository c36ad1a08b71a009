"""Merkle trees over a growing list, hashed as RFC 6962 does: roots, proofs of inclusion and of consistency.

Pure functions. A tree's complete subtrees are its nodes, (level, position): node (0, i) is leaf i, node (l, p) spans
the leaves [p·2^l, (p+1)·2^l). They never change once they are there, so that a store of nodes only grows, and a proof
reads O(log n) of them. Sources: RFC 6962 section 2.1 (trees, proofs), RFC 9162 sections 2.1.3.2 and 2.1.4.2
(verification).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

Node = tuple[int, int]
Range = tuple[int, int]  # first leaf, how many
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf: SHA-256(0x00 ‖ data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    """The largest power of two below `size` (size > 1)."""
    return 1 << (size - 1).bit_length() - 1


def nodes_of(first: int, count: int) -> list[Node]:
    """The complete subtrees, left to right, that the tree over leaves [first, first + count) is made of.

    `first` is a multiple of the largest power of two in `count`, as it is in every part of a proof.
    """
    found = []
    for level in reversed(range(count.bit_length())):
        if count >> level & 1:
            found.append((level, first >> level))
            first += 1 << level
    return found


def folded(hashes: Sequence[bytes]) -> bytes:
    """The root over complete subtrees of falling size, as `nodes_of` lists them."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for one in reversed(hashes[:-1]):
        root = node_hash(one, root)
    return root


def root_from(nodes: Mapping[Node, bytes], size: int) -> bytes:
    """The root of the first `size` leaves. Raises KeyError naming a node that is not there."""
    return folded([nodes[one] for one in nodes_of(0, size)])


def grown(size: int, nodes: Mapping[Node, bytes], leaves: Iterable[bytes]) -> dict[Node, bytes]:
    """The nodes that come with more leaf hashes; `nodes` holds at least `nodes_of(0, size)`. Raises KeyError."""
    fresh: dict[Node, bytes] = {}
    for index, value in enumerate(leaves, size):
        level, position = 0, index
        fresh[level, position] = value
        while position & 1:
            left = (level, position - 1)
            value = node_hash(fresh[left] if left in fresh else nodes[left], value)
            level, position = level + 1, position >> 1
            fresh[level, position] = value
    return fresh


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Whose roots prove that leaf `index` is in the tree of `size` leaves (PATH of RFC 6962), leaf to root.

    Raises ValueError where there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    found: list[Range] = []
    first = 0
    while size > 1:
        half = _split(size)
        if index < half:
            found.append((first + half, size - half))
            size = half
        else:
            found.append((first, half))
            first, index, size = first + half, index - half, size - half
    return found[::-1]


def consistency_ranges(old: int, size: int) -> list[Range]:
    """Whose roots prove that the tree of `size` leaves begins with that of `old` leaves (PROOF of RFC 6962).

    Raises ValueError unless 0 < old <= size.
    """
    if not 0 < old <= size:
        raise ValueError("no such older tree")
    found: list[Range] = []
    first, whole = 0, True
    while old != size:
        half = _split(size)
        if old <= half:
            found.append((first + half, size - half))
            size = half
        else:
            found.append((first, half))
            first, old, size, whole = first + half, old - half, size - half, False
    if not whole:
        found.append((first, size))
    return found[::-1]


def nodes_needed(ranges: Iterable[Range]) -> list[Node]:
    """All nodes that the roots of these ranges are made of."""
    return [node for first, count in ranges for node in nodes_of(first, count)]


def proof_from(nodes: Mapping[Node, bytes], ranges: Iterable[Range]) -> list[bytes]:
    """The proof: the root of each range. Raises KeyError naming a node that is not there."""
    return [folded([nodes[one] for one in nodes_of(first, count)]) for first, count in ranges]


def includes(root: bytes, size: int, index: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the leaf with hash `leaf` is number `index` of the tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    here, last, value = index, size - 1, leaf
    for one in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            value = node_hash(one, value)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            value = node_hash(value, one)
        here, last = here >> 1, last >> 1
    return last == 0 and value == root


def extends(old_root: bytes, old: int, root: bytes, size: int, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree of `size` begins with that of `old` leaves (RFC 9162, 2.1.4.2).

    Every tree begins with the empty one.
    """
    if old == size:
        return not proof and old_root == root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    if not (0 < old < size) or not proof:
        return False
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    here, last = old - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    first = second = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            first, second = node_hash(one, first), node_hash(one, second)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            second = node_hash(second, one)
        here, last = here >> 1, last >> 1
    return last == 0 and first == old_root and second == root
