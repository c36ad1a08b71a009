"""Tests of social and economic indicators."""
