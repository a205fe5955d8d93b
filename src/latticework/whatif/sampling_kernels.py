"""The inner loops of the sampler, compiled by numba: 64 draws in one machine word."""

from __future__ import annotations

import numpy as np
from numba import njit

WORDS = 64  # words of one block: a few thousand nodes times 64 words stay in the second-level cache
FULL = np.uint64(0xFFFFFFFFFFFFFFFF)
# places that are never negative: a possibly negative one would be looked at before each use, one word at a time
LANES = np.uint64(WORDS)
MORE, CARRY = np.uint64(30 * WORDS), np.uint64(31 * WORDS)  # where a count keeps these, in 32 rows of words
ROW_2, ROW_3, RESULT, LEFT = (np.uint64(row * WORDS) for row in (2, 3, 4, 5))


@njit(cache=True, nogil=True)
def seeded(seed):
    """Six rows of words one after the other: the states (four rows) of a generator for each word, and two to work in.

    The states are filled by splitmix64 (Steele, Lea & Flood 2014).
    """
    rows = np.zeros(6 * WORDS, np.uint64)
    for i in range(4 * WORDS):
        seed += np.uint64(0x9E3779B97F4A7C15)
        z = seed
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        rows[i] = z ^ (z >> np.uint64(31))
    return rows


@njit(cache=True, nogil=True)
def fill_event(bits, p, rows):
    """Fill words with independent bits that are one with chance ``p`` (to 2**-53): random numbers compared bit by bit.

    A lane is decided at the first binary digit where its random number differs from ``p``. Each word has a generator of
    its own (xoshiro256++, Blackman & Vigna 2021, ACM Trans. Math. Softw. 47(4)), and all advance together: rows at
    fixed distances in one array are what the compiler makes vectors of.
    """
    if p >= 1.0:
        bits[:] = FULL
        return
    scaled = np.uint64(p * 9007199254740992.0)
    for w in range(LANES):
        rows[RESULT + w] = np.uint64(0)
        rows[LEFT + w] = FULL
    for digit in range(52, -1, -1):
        turn = FULL if (scaled >> np.uint64(digit)) & np.uint64(1) else np.uint64(0)
        left = np.uint64(0)
        for w in range(LANES):
            a, b, c, d = rows[w], rows[LANES + w], rows[ROW_2 + w], rows[ROW_3 + w]
            undecided = rows[LEFT + w]
            s = a + d
            r = ((s << np.uint64(23)) | (s >> np.uint64(41))) + a
            t = b << np.uint64(17)
            c ^= a
            d ^= b
            rows[LANES + w] = b ^ c
            rows[w] = a ^ d
            rows[ROW_2 + w] = c ^ t
            rows[ROW_3 + w] = (d << np.uint64(45)) | (d >> np.uint64(19))
            # a digit of one: random zeros are below, random ones stay undecided; a digit of zero: ones are above
            rows[RESULT + w] |= undecided & ~r & turn
            undecided &= r ^ ~turn
            rows[LEFT + w] = undecided
            left |= undecided
        if left == 0:
            break
    for w in range(LANES):
        bits[w] = rows[RESULT + w]


@njit(cache=True, nogil=True)
def ones(x):
    """Number of one bits in a word."""
    x -= (x >> np.uint64(1)) & np.uint64(0x5555555555555555)
    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((x * np.uint64(0x0101010101010101)) >> np.uint64(56))


@njit(cache=True, nogil=True)
def run_gates(kind, need, start, parts, events, bits, counter):
    """Evaluate all gates of one block; row i of ``bits`` is event or gate i. Counts are kept as bit-sliced numbers."""
    for gate in range(kind.shape[0]):
        out = bits[events + gate]
        begin, end = start[gate], start[gate + 1]
        if kind[gate] == 1:
            out[:] = FULL
            for i in range(begin, end):
                row = bits[parts[i] >> 1]
                if parts[i] & 1:
                    for w in range(LANES):
                        out[w] &= ~row[w]
                else:
                    for w in range(LANES):
                        out[w] &= row[w]
        elif kind[gate] == 3:
            out[:] = np.uint64(0)
            for i in range(begin, end):
                row = bits[parts[i] >> 1]
                turn = FULL if parts[i] & 1 else np.uint64(0)
                for w in range(LANES):
                    out[w] ^= row[w] ^ turn
        else:
            count_parts(need[gate], parts[begin:end], bits, counter, out)


@njit(cache=True, nogil=True)
def count_parts(need, parts, bits, counter, out):
    """Whether at least ``need`` of the parts are true, lane by lane: bit-sliced numbers, four parts added at a time.

    Two full adders give the ones digit and two carries, a third the twos digit and one carry, which ripples on.
    """
    n, digits = parts.shape[0], 0
    while (1 << digits) <= n:
        digits += 1
    rows = counter.reshape(counter.size)  # digit after digit, and at the end what is carried
    rows[: digits * WORDS] = np.uint64(0)
    i = 0
    while i < n:
        if i + 4 <= n:
            first, second, third, fourth = (
                bits[parts[i] >> 1], bits[parts[i + 1] >> 1], bits[parts[i + 2] >> 1], bits[parts[i + 3] >> 1]
            )  # fmt: skip
            t1 = FULL if parts[i] & 1 else np.uint64(0)
            t2 = FULL if parts[i + 1] & 1 else np.uint64(0)
            t3 = FULL if parts[i + 2] & 1 else np.uint64(0)
            t4 = FULL if parts[i + 3] & 1 else np.uint64(0)
            for w in range(LANES):
                a, b, c, d = first[w] ^ t1, second[w] ^ t2, third[w] ^ t3, fourth[w] ^ t4
                one, two = rows[w], rows[LANES + w]
                half = a ^ b
                low = half ^ one
                up = (a & b) | (half & one)
                half = c ^ d
                rows[w] = half ^ low
                also = (c & d) | (half & low)
                half = up ^ also
                rows[CARRY + w] = (up & also) | (half & two)
                rows[LANES + w] = two ^ half
            i += 4
            digit = 2
        else:
            row, turn = bits[parts[i] >> 1], FULL if parts[i] & 1 else np.uint64(0)
            for w in range(LANES):
                rows[CARRY + w] = row[w] ^ turn
            i += 1
            digit = 0
        while digit < digits and (1 << digit) <= i:
            here = np.uint64(digit * WORDS)
            for w in range(LANES):
                held, carried = rows[here + w], rows[CARRY + w]
                rows[here + w] = held ^ carried
                rows[CARRY + w] = carried & held
            digit += 1
    for w in range(LANES):
        rows[CARRY + w] = FULL  # so far equal to the need, read from its highest digit
        rows[MORE + w] = np.uint64(0)
    for digit in range(digits - 1, -1, -1):
        here = np.uint64(digit * WORDS)
        turn = np.uint64(0) if (need >> digit) & 1 else FULL
        for w in range(LANES):
            equal, held = rows[CARRY + w], rows[here + w]
            rows[MORE + w] |= equal & held & turn
            rows[CARRY + w] = equal & (held ^ turn)
    for w in range(LANES):
        out[w] = rows[MORE + w] | rows[CARRY + w]


@njit(cache=True, nogil=True)
def sample(kind, need, start, parts, chance, roots, seed, blocks, hits):
    """Count for each root literal how many of ``blocks`` x 64 x WORDS draws make it true."""
    events = chance.shape[0]
    bits = np.zeros((events + kind.shape[0], WORDS), np.uint64)
    counter = np.zeros((32, WORDS), np.uint64)
    rows = seeded(seed)
    for _ in range(blocks):
        for event in range(events):
            fill_event(bits[event], chance[event], rows)
        run_gates(kind, need, start, parts, events, bits, counter)
        for r in range(roots.shape[0]):
            turn = FULL if roots[r] & 1 else np.uint64(0)
            total = 0
            for w in range(LANES):
                total += ones(bits[roots[r] >> 1, w] ^ turn)
            hits[r] += total
