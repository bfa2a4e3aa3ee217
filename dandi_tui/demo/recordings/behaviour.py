"""A mouse at the wheel: trials of the task, and how it turns the wheel and licks."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dandi_tui.demo.recordings.storage import stepped

Array = npt.NDArray[np.float64]

KINEMATICS_HZ = 1_000
TICK_RAD = 2 * np.pi / 4096
CONTRASTS = (0.0, 6.25, 12.5, 25.0, 100.0)
UNBIASED_TRIALS = 90


@dataclass(frozen=True)
class Trials:
    """The columns of the trials table by their names, in the order of the real one."""

    columns: dict[str, npt.NDArray[np.generic]]

    def __getitem__(self, name: str) -> npt.NDArray[np.generic]:
        return self.columns[name]

    def seconds(self, name: str) -> Array:
        """A column of times, without the missing ones."""
        column = np.asarray(self.columns[name], np.float64)
        return column[~np.isnan(column)]


def make_trials(n: int, span_s: float, rng: np.random.Generator) -> Trials:
    """`n` trials in `span_s` seconds: a mouse that mostly sees, and knows the block it is in."""
    prior, block = _blocks(n, rng)
    left = rng.random(n) < prior
    contrast = rng.choice(CONTRASTS, n)
    evidence = np.where(left, 1, -1) * contrast / (contrast + 12) * 3.2 + 2.2 * (prior - 0.5)
    chose_left = rng.random(n) < 1 / (1 + np.exp(-evidence))
    none = rng.random(n) < 0.012
    correct = (chose_left == left) & ~none
    times = _trial_times(n, span_s, contrast, correct, none, rng)
    volume = np.where(correct, 1.5, 0.0)
    choice = np.where(none, "none", np.where(chose_left, "clockwise", "counter_clockwise"))
    kind = np.select([prior == 0.5, prior == 0.8], ["unbiased", "left_block"], "right_block")
    return Trials(
        times
        | {
            "gabor_stimulus_contrast": contrast,
            "gabor_stimulus_side": np.where(left, "left", "right"),
            "mouse_wheel_choice": choice,
            "is_mouse_rewarded": correct,
            "reward_volume_uL": volume,
            "probability_left": prior,
            "block_type": kind,
            "block_index": block,
        }
    )


def _blocks(n: int, rng: np.random.Generator) -> tuple[Array, npt.NDArray[np.int64]]:
    """Probability of the left side, and the block's number: 90 trials even, then 0.2 and 0.8."""
    priors, blocks = [0.5] * UNBIASED_TRIALS, [0] * UNBIASED_TRIALS
    side, block = float(rng.choice([0.2, 0.8])), 1
    while len(priors) < n:
        length = int(np.clip(20 + rng.exponential(40), 20, 100))
        priors += [side] * length
        blocks += [block] * length
        side, block = 1.0 - side, block + 1
    return np.round(priors[:n], 1), np.array(blocks[:n])


def _trial_times(
    n: int,
    span_s: float,
    contrast: Array,
    correct: npt.NDArray[np.bool_],
    none: npt.NDArray[np.bool_],
    rng: np.random.Generator,
) -> dict[str, npt.NDArray[np.generic]]:
    """Columns of times in seconds; the first onset and movements that never came are NaN."""
    quiescence = np.clip(0.4 + rng.exponential(0.15, n), 0.4, 0.7)
    reaction = rng.lognormal(np.log(0.19), 0.4, n) + 0.25 * (contrast < 10)
    turning = np.where(none, 12.0, rng.lognormal(np.log(0.22), 0.5, n))
    shown = quiescence + rng.gamma(2.0, 0.08, n) + 0.05
    chosen = shown + reaction + turning
    off = chosen + np.where(correct, 1.0, 2.0)
    length = off + 0.5
    idle = rng.exponential(1.0, n)
    idle *= max(span_s - 8.0 - length.sum(), 0.01 * n) / idle.sum()
    start = 3.0 + np.cumsum(length + idle) - length - idle
    onset = start + shown
    columns = {
        "start_time": start,
        "stop_time": start + length,
        "quiescence_period": quiescence,
        "gabor_stimulus_onset_time": onset,
        "auditory_cue_time": onset + 0.0006,
        "wheel_movement_onset_time": np.where(none, np.nan, onset + reaction),
        "choice_registration_time": start + chosen,
        "feedback_time": start + chosen + rng.uniform(1e-4, 2e-3, n),
        "gabor_stimulus_offset_time": start + off,
    }
    columns["gabor_stimulus_onset_time"] = onset.copy()
    columns["gabor_stimulus_onset_time"][0] = np.nan
    return {name: np.round(column, 4) for name, column in columns.items()}


@dataclass(frozen=True)
class Wheel:
    """The wheel's turns: intervals of movement, and position, velocity, acceleration at 1 kHz."""

    starts: Array
    stops: Array
    peaks: Array
    position: Array
    velocity: Array
    acceleration: Array
    edge_times: Array
    """When the encoder ticked: irregular, and only while the wheel moves."""
    edge_positions: Array


def make_wheel(trials: Trials, n_moves: int, span_s: float, rng: np.random.Generator) -> Wheel:
    """A turn for each choice, and fidgets until there are `n_moves`; radians, and their rates."""
    answers = trials.seconds("wheel_movement_onset_time")
    signs = np.where(trials["mouse_wheel_choice"] == "clockwise", -1.0, 1.0)
    signs = signs[~np.isnan(np.asarray(trials["wheel_movement_onset_time"], np.float64))]
    fidgets = rng.uniform(4.0, span_s - 4.0, max(n_moves - len(answers), 0))
    starts = np.concatenate([answers, fidgets])
    turns = np.concatenate(
        [signs * rng.uniform(0.35, 0.9, len(signs)), rng.normal(0, 0.25, len(fidgets))]
    )
    order = np.argsort(starts)
    starts, turns = starts[order], turns[order]
    gaps = np.diff(starts, append=span_s) - 0.05
    lengths = np.clip(np.minimum(rng.uniform(0.18, 0.6, len(starts)), gaps), 0.05, None)
    motion = _motion(starts, lengths, turns, int(span_s * KINEMATICS_HZ))
    edge_times, edge_positions = _edges(motion[0], rng)
    return Wheel(
        np.round(starts, 4),
        np.round(starts + lengths, 4),
        np.abs(turns),
        *motion,
        edge_times,
        edge_positions,
    )


def _motion(starts: Array, lengths: Array, turns: Array, n: int) -> tuple[Array, Array, Array]:
    """Position, velocity and acceleration of smooth turns (least jerk), shape (time,) each."""
    steps, within, velocity, acceleration = np.zeros(n + 1), np.zeros(n), np.zeros(n), np.zeros(n)
    for start, length, turn in zip(starts, lengths, turns, strict=True):
        first, last = int(start * KINEMATICS_HZ), int((start + length) * KINEMATICS_HZ)
        now = slice(first, min(last, n))
        t = (np.arange(now.start, now.stop) / KINEMATICS_HZ - start).clip(0) / length
        within[now] += turn * t**3 * (10 - 15 * t + 6 * t**2)
        steps[now.stop] += turn
        velocity[now] += turn / length * 30 * t**2 * (1 - t) ** 2
        acceleration[now] += turn / length**2 * 60 * t * (1 - t) * (1 - 2 * t)
    position = np.cumsum(steps[:-1]) + within
    return (
        stepped(position, 2.0**-11),
        stepped(velocity, 2.0**-6),
        stepped(acceleration, 0.5),
    )


def _edges(position: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Times and positions of the encoder's ticks, as seen every 4 ms, with the clock's jitter."""
    ticks = np.rint(position[::4] / TICK_RAD)
    moved = np.flatnonzero(np.diff(ticks)) + 1
    times = moved * 4 / KINEMATICS_HZ + rng.uniform(0, 0.0038, len(moved))
    return stepped(times, 2.0**-13), stepped(ticks[moved] * TICK_RAD, 2.0**-18)


def lick_times(trials: Trials, rng: np.random.Generator) -> Array:
    """Seconds, in order: some seven licks at 7 Hz after each reward."""
    rewards = np.asarray(trials["feedback_time"], np.float64)[
        np.asarray(trials["is_mouse_rewarded"], np.bool_)
    ]
    n = rng.poisson(7, len(rewards))
    since = np.concatenate([0.12 + np.cumsum(rng.normal(0.14, 0.02, count)) for count in n])
    return np.round(np.sort(np.repeat(rewards, n) + since), 4)
