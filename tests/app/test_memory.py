import gc
import weakref

from app.kit.memory import PATIENCE, settled


class Circle:
    """What only garbage collection ends."""

    def __init__(self) -> None:
        self.itself = self


def test_what_an_application_held_is_collected_after_it() -> None:
    before, circle = gc.get_threshold(), Circle()
    ended = weakref.ref(circle)
    with settled():
        del circle
        gc.collect()
        assert ended() is not None
        assert gc.get_threshold() == PATIENCE
    gc.collect()
    assert ended() is None
    assert gc.get_threshold() == before
