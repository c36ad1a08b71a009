"""Tests of citizens' papers."""
