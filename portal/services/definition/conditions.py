"""Conditions on answers, as JSON: what a field, a paper, a fee or a question depends on.

    {"field": "kind", "is": "lan-dau"}      {"field": "kind", "in": ["lan-dau", "cap-lai"]}
    {"field": "copies", "at_least": 2}      {"field": "copies", "at_most": 10}      {"answered": "father"}
    {"all": […]}   {"any": […]}   {"not": {…}}

An answer that is missing meets no comparison; `None` for a condition always holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

Condition: TypeAlias = dict[str, Any]
MOST_DEEP = 6


class InvalidCondition(ValueError):
    """Not a condition of the forms above."""


def holds(condition: Condition | None, answers: Mapping[str, Any]) -> bool:
    """Whether a checked condition holds for these answers."""
    if condition is None:
        return True
    if "all" in condition:
        return all(holds(one, answers) for one in condition["all"])
    if "any" in condition:
        return any(holds(one, answers) for one in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], answers)
    if "answered" in condition:
        return not is_empty(answers.get(condition["answered"]))
    return _compares(condition, answers.get(condition["field"]))


def is_empty(answer: Any) -> bool:
    """Whether a question was left without an answer ("no" and 0 are answers)."""
    return answer is None or answer == "" or answer == [] or answer == {}


def _compares(condition: Condition, answer: Any) -> bool:
    if is_empty(answer):
        return False
    if "is" in condition:
        wanted = condition["is"]
        return bool(wanted in answer if isinstance(answer, list) else answer == wanted)
    if "in" in condition:
        given = answer if isinstance(answer, list) else [answer]
        return any(one in condition["in"] for one in given)
    if not isinstance(answer, int) or isinstance(answer, bool):
        return False
    return bool(
        answer >= condition["at_least"] if "at_least" in condition else answer <= condition["at_most"]
    )


def checked(condition: Any, depth: int = 0) -> Condition | None:
    """The condition if it is one. Raises InvalidCondition."""
    if condition is None:
        return None
    if not isinstance(condition, dict) or depth > MOST_DEEP:
        raise InvalidCondition(repr(condition)[:80])
    keys = set(condition)
    if keys in ({"all"}, {"any"}):
        parts = next(iter(condition.values()))
        if not isinstance(parts, list) or not parts:
            raise InvalidCondition(repr(condition)[:80])
        for one in parts:
            _required(one, depth)
    elif keys == {"not"}:
        _required(condition["not"], depth)
    elif keys != {"answered"} or not isinstance(condition["answered"], str):
        _check_comparison(condition, keys)
    return condition


def _required(condition: Any, depth: int) -> None:
    if checked(condition, depth + 1) is None:
        raise InvalidCondition("null")


def _check_comparison(condition: Condition, keys: set[str]) -> None:
    values = {"is": (str, bool, int), "in": (list,), "at_least": (int,), "at_most": (int,)}
    ways = keys - {"field"}
    right = len(ways) == 1 and keys > ways and ways <= set(values)
    if not right or not isinstance(condition["field"], str):
        raise InvalidCondition(repr(condition)[:80])
    way = ways.pop()
    if not isinstance(condition[way], values[way]):
        raise InvalidCondition(repr(condition)[:80])


def keys_of(condition: Condition | None) -> set[str]:
    """The keys of the fields that a condition asks for."""
    if condition is None:
        return set()
    for many in ("all", "any"):
        if many in condition:
            return set().union(*(keys_of(one) for one in condition[many]))
    if "not" in condition:
        return keys_of(condition["not"])
    return {condition["answered"] if "answered" in condition else condition["field"]}
