"""The tree hashing against the definition of RFC 6962, and what its proofs must and must not show."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from portal.proofs import merkle

LEAVES = st.lists(st.binary(max_size=8), min_size=1, max_size=70)
# Known from RFC 6962's own implementation: the tree over these eight inputs, after each of them.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive_root(data: list[bytes]) -> bytes:
    """MTH as RFC 6962 defines it."""
    if not data:
        return hashlib.sha256(b"").digest()
    if len(data) == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    half = 1
    while half * 2 < len(data):
        half *= 2
    return hashlib.sha256(b"\x01" + naive_root(data[:half]) + naive_root(data[half:])).digest()


def naive_path(index: int, data: list[bytes]) -> list[bytes]:
    """PATH as RFC 6962 defines it."""
    if len(data) == 1:
        return []
    half = 1
    while half * 2 < len(data):
        half *= 2
    if index < half:
        return [*naive_path(index, data[:half]), naive_root(data[half:])]
    return [*naive_path(index - half, data[half:]), naive_root(data[:half])]


def naive_proof(old: int, data: list[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF as RFC 6962 defines it."""
    if old == len(data):
        return [] if whole else [naive_root(data)]
    half = 1
    while half * 2 < len(data):
        half *= 2
    if old <= half:
        return [*naive_proof(old, data[:half], whole), naive_root(data[half:])]
    return [*naive_proof(old - half, data[half:], False), naive_root(data[:half])]


def tree(data: list[bytes]) -> dict[merkle.Node, bytes]:
    return merkle.grown(0, {}, [merkle.leaf_hash(one) for one in data])


def flipped(value: bytes, bit: int) -> bytes:
    at = bit % (len(value) * 8)
    return (int.from_bytes(value, "big") ^ 1 << at).to_bytes(len(value), "big")


def test_the_known_roots() -> None:
    data = [bytes.fromhex(one) for one in INPUTS]
    nodes = tree(data)
    assert [merkle.root_from(nodes, size).hex() for size in range(1, 9)] == ROOTS
    assert merkle.root_from({}, 0).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(LEAVES, st.data())
def test_growing_in_any_steps_gives_the_tree_of_the_definition(
    data: list[bytes], draw: st.DataObject
) -> None:
    nodes: dict[merkle.Node, bytes] = {}
    size = 0
    while size < len(data):
        step = draw.draw(st.integers(1, len(data) - size))
        edge = {one: nodes[one] for one in merkle.nodes_of(0, size)}
        nodes |= merkle.grown(size, edge, [merkle.leaf_hash(one) for one in data[size : size + step]])
        size += step
    assert nodes == tree(data)
    for count in range(len(data) + 1):
        assert merkle.root_from(nodes, count) == naive_root(data[:count])


@given(LEAVES, st.data())
def test_every_leaf_is_proved_as_defined(data: list[bytes], draw: st.DataObject) -> None:
    nodes = tree(data)
    size = draw.draw(st.integers(1, len(data)))
    root = merkle.root_from(nodes, size)
    for index in range(size):
        ranges = merkle.inclusion_ranges(index, size)
        assert len(merkle.nodes_needed(ranges)) <= 2 * size.bit_length()
        proof = merkle.proof_from(nodes, ranges)
        assert proof == naive_path(index, data[:size])
        assert merkle.includes(root, size, index, merkle.leaf_hash(data[index]), proof)


@given(LEAVES)
def test_every_older_tree_is_proved_as_defined(data: list[bytes]) -> None:
    nodes, size = tree(data), len(data)
    root = merkle.root_from(nodes, size)
    for old in range(1, size + 1):
        proof = merkle.proof_from(nodes, merkle.consistency_ranges(old, size))
        assert proof == naive_proof(old, data)
        assert merkle.extends(merkle.root_from(nodes, old), old, root, size, proof)
    assert merkle.extends(merkle.EMPTY_ROOT, 0, root, size, [])


@given(LEAVES, st.data(), st.integers(0, 10_000))
def test_a_flipped_bit_of_an_inclusion_proof_fails(data: list[bytes], draw: st.DataObject, bit: int) -> None:
    nodes, size = tree(data), len(data)
    index = draw.draw(st.integers(0, size - 1))
    root, leaf = merkle.root_from(nodes, size), merkle.leaf_hash(data[index])
    proof = merkle.proof_from(nodes, merkle.inclusion_ranges(index, size))
    assert not merkle.includes(flipped(root, bit), size, index, leaf, proof)
    assert not merkle.includes(root, size, index, flipped(leaf, bit), proof)
    for at in range(len(proof)):
        bent = [*proof[:at], flipped(proof[at], bit), *proof[at + 1 :]]
        assert not merkle.includes(root, size, index, leaf, bent)
        assert not merkle.includes(root, size, index, leaf, proof[:at] + proof[at + 1 :])
    assert not merkle.includes(root, size, index, leaf, [*proof, root])
    assert not merkle.includes(root, size, size, leaf, proof)
    assert not merkle.includes(root, size, -1, leaf, proof)


@given(LEAVES.filter(lambda one: len(one) > 1), st.data(), st.integers(0, 10_000))
def test_a_flipped_bit_of_a_consistency_proof_fails(data: list[bytes], draw: st.DataObject, bit: int) -> None:
    nodes, size = tree(data), len(data)
    old = draw.draw(st.integers(1, size - 1))
    root, old_root = merkle.root_from(nodes, size), merkle.root_from(nodes, old)
    proof = merkle.proof_from(nodes, merkle.consistency_ranges(old, size))
    assert not merkle.extends(flipped(old_root, bit), old, root, size, proof)
    assert not merkle.extends(old_root, old, flipped(root, bit), size, proof)
    for at in range(len(proof)):
        bent = [*proof[:at], flipped(proof[at], bit), *proof[at + 1 :]]
        assert not merkle.extends(old_root, old, root, size, bent)
        assert not merkle.extends(old_root, old, root, size, proof[:at] + proof[at + 1 :])
    assert not merkle.extends(old_root, old, root, size, [*proof, root])
    assert not merkle.extends(root, size, old_root, old, proof)


@given(LEAVES, st.data())
def test_a_rewritten_leaf_breaks_consistency(data: list[bytes], draw: st.DataObject) -> None:
    old = draw.draw(st.integers(1, len(data)))
    at = draw.draw(st.integers(0, old - 1))
    rewritten = [*data[:at], data[at] + b"!", *data[at + 1 :]]
    nodes = tree(rewritten)
    proof = merkle.proof_from(nodes, merkle.consistency_ranges(old, len(data)))
    held, now = naive_root(data[:old]), merkle.root_from(nodes, len(data))
    assert not merkle.extends(held, old, now, len(data), proof)
