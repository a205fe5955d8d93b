"""The inner loops of the sampler, compiled by numba: 64 draws in one machine word."""

from __future__ import annotations

import numpy as np
from numba import njit

WORDS = 64  # words of one block: a few thousand nodes times 64 words stay in the second-level cache
FULL = np.uint64(0xFFFFFFFFFFFFFFFF)


@njit(cache=True, nogil=True, inline="always")
def next_word(state):
    """One step of splitmix64 (Steele, Lea & Flood 2014): the next 64 random bits of a counter."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(cache=True, nogil=True)
def fill_event(bits, p, state):
    """Fill words with independent bits that are one with chance ``p`` (to 2**-53): random numbers compared bit by bit.

    A lane is decided at the first binary digit where its random number differs from ``p``: about eight random words
    settle all 64 lanes.
    """
    if p >= 1.0:
        bits[:] = FULL
        return
    scaled = np.uint64(p * 9007199254740992.0)
    for w in range(bits.shape[0]):
        result = np.uint64(0)
        undecided = FULL
        for digit in range(52, -1, -1):
            r = next_word(state)
            if (scaled >> np.uint64(digit)) & np.uint64(1):
                result |= undecided & ~r
                undecided &= r
            else:
                undecided &= ~r
            if undecided == 0:
                break
        bits[w] = result


@njit(cache=True, nogil=True, inline="always")
def ones(x):
    """Number of one bits in a word."""
    x -= (x >> np.uint64(1)) & np.uint64(0x5555555555555555)
    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((x * np.uint64(0x0101010101010101)) >> np.uint64(56))


@njit(cache=True, nogil=True)
def run_gates(kind, need, start, parts, events, bits, counter):
    """Evaluate all gates of one block; row i of ``bits`` is event or gate i. Counts are kept as bit-sliced numbers."""
    width = bits.shape[1]
    for gate in range(kind.shape[0]):
        out = bits[events + gate]
        begin, end = start[gate], start[gate + 1]
        if kind[gate] == 1:
            out[:] = FULL
            for i in range(begin, end):
                row = bits[parts[i] >> 1]
                if parts[i] & 1:
                    for w in range(width):
                        out[w] &= ~row[w]
                else:
                    for w in range(width):
                        out[w] &= row[w]
        elif kind[gate] == 3:
            out[:] = np.uint64(0)
            for i in range(begin, end):
                row = bits[parts[i] >> 1]
                turn = FULL if parts[i] & 1 else np.uint64(0)
                for w in range(width):
                    out[w] ^= row[w] ^ turn
        else:
            digits = 0
            while (1 << digits) <= end - begin:
                digits += 1
            counter[:digits] = 0
            for i in range(begin, end):
                row = bits[parts[i] >> 1]
                turn = FULL if parts[i] & 1 else np.uint64(0)
                highest = 1
                while (1 << highest) <= i - begin + 1:
                    highest += 1
                for w in range(width):
                    carry = row[w] ^ turn
                    for digit in range(highest):
                        held = counter[digit, w]
                        counter[digit, w] = held ^ carry
                        carry &= held
            for w in range(width):
                more = np.uint64(0)
                equal = FULL
                for digit in range(digits - 1, -1, -1):
                    if (need[gate] >> digit) & 1:
                        equal &= counter[digit, w]
                    else:
                        more |= equal & counter[digit, w]
                        equal &= ~counter[digit, w]
                out[w] = more | equal


@njit(cache=True, nogil=True)
def sample(kind, need, start, parts, chance, roots, seed, blocks, hits):
    """Count for each root literal how many of ``blocks`` x 64 x WORDS draws make it true."""
    events = chance.shape[0]
    bits = np.zeros((events + kind.shape[0], WORDS), np.uint64)
    counter = np.zeros((32, WORDS), np.uint64)
    state = np.array([seed], np.uint64)
    for _ in range(blocks):
        for event in range(events):
            fill_event(bits[event], chance[event], state)
        run_gates(kind, need, start, parts, events, bits, counter)
        for r in range(roots.shape[0]):
            turn = FULL if roots[r] & 1 else np.uint64(0)
            total = 0
            for w in range(WORDS):
                total += ones(bits[roots[r] >> 1, w] ^ turn)
            hits[r] += total
