"""Counter-based randomness: every draw is a function of (seed, particle, step, stream).

So the answer is the same with 1 or 16 threads, in any chunking, and for one particle run alone.
The generator is the SplitMix64 finaliser (Steele, Lea & Flood 2014, "Fast splittable
pseudorandom number generators") over a Weyl sequence that starts at a hash of the other keys.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import compiled, inlined

__all__ = ["mix", "normal_table", "normals", "step_bits", "step_uniform", "stream_key", "uniforms"]

_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_M1: Final = np.uint64(0xBF58476D1CE4E5B9)
_M2: Final = np.uint64(0x94D049BB133111EB)
_PARTICLE: Final = np.uint64(0xD1342543DE82EF95)
_STREAM: Final = np.uint64(0xDA942042E4DD58B5)
_R30: Final = np.uint64(30)
_R27: Final = np.uint64(27)
_R31: Final = np.uint64(31)
_R11: Final = np.uint64(11)
_UNIT: Final = 1.0 / 9007199254740992.0  # 2**-53


@inlined
def mix(x: np.uint64) -> np.uint64:
    """Return the SplitMix64 finaliser of a 64-bit word."""
    x = (x ^ (x >> _R30)) * _M1
    x = (x ^ (x >> _R27)) * _M2
    return x ^ (x >> _R31)


@inlined
def stream_key(seed: int, particle: int, stream: int) -> np.uint64:
    """Return the 64-bit key from which one particle's draws in one stream start."""
    inner = mix(np.uint64(particle) * _PARTICLE + np.uint64(stream) * _STREAM + _GOLDEN)
    return mix(inner ^ mix(np.uint64(seed) + _GOLDEN))


@inlined
def step_bits(key: np.uint64, step: int) -> np.uint64:
    """Return 64 random bits for one step of a stream."""
    return mix(key + np.uint64(step + 1) * _GOLDEN)


@inlined
def step_uniform(key: np.uint64, step: int) -> float:
    """Return one uniform draw in the open interval (0, 1) for one step of a stream."""
    return (float(step_bits(key, step) >> _R11) + 0.5) * _UNIT


def uniforms(seed: int, particle: NDArray[np.int64], stream: int) -> NDArray[np.float64]:
    """Return one uniform draw in the open interval (0, 1) for each particle, shape (n,)."""
    out = np.empty(particle.size)
    _fill_uniforms(seed, particle, stream, out)
    return out


@compiled
def _fill_uniforms(
    seed: int, particle: NDArray[np.int64], stream: int, out: NDArray[np.float64]
) -> None:
    for i in range(particle.size):
        out[i] = step_uniform(stream_key(seed, particle[i], stream), 0)


def normals(seed: int, particle: NDArray[np.int64], stream: int) -> NDArray[np.float64]:
    """Return one standard normal draw for each particle, shape (n,) (Box & Muller 1958)."""
    out = np.empty(particle.size)
    _fill_normals(seed, particle, stream, out)
    return out


@compiled
def _fill_normals(
    seed: int, particle: NDArray[np.int64], stream: int, out: NDArray[np.float64]
) -> None:
    for i in range(particle.size):
        key = stream_key(seed, particle[i], stream)
        radius = math.sqrt(-2.0 * math.log(step_uniform(key, 0)))
        out[i] = radius * math.cos(2.0 * math.pi * step_uniform(key, 1))


def normal_table(size: int = 4096) -> NDArray[np.float32]:
    """Return `size` equally likely values of a standard normal, variance exactly one.

    Twelve random bits pick one: a step's four error increments come out of one 64-bit word with
    no transcendental call. The largest is 3.7; sums over steps are normal long before that shows.
    """
    law = NormalDist()
    values = np.array([law.inv_cdf((i + 0.5) / size) for i in range(size)])
    return np.asarray(values / values.std(), np.float32)
