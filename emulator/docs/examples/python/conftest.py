"""Fixtures for pytest: one emulator for the run, one account for each test."""

import pytest

from blb_emulator import Emulator


@pytest.fixture(scope="session")
def emulator():
    with Emulator() as running:
        yield running


@pytest.fixture
def account(emulator):
    return emulator.account()
