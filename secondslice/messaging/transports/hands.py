"""Several connections at work at the same time: a mail server lets each mail wait, but many at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from queue import SimpleQueue

from secondslice.messaging.transports.base import Letter, Result, ServerAway, Transport


class Hands:
    """A transport made of several: each has one letter in hand, and takes the next when it is rid of it."""

    def __init__(self, make: Callable[[], Transport], *, count: int) -> None:
        self._free: SimpleQueue[Transport] = SimpleQueue()
        self._all = [make() for _number in range(count)]
        for one in self._all:
            self._free.put(one)
        self._pool = ThreadPoolExecutor(max_workers=count, thread_name_prefix="mail")
        self.keeps = self._all[0].keeps
        self._is_let_in = False

    def deliver(self, letter: Letter) -> str | None:
        """Hand one letter over."""
        one = self._free.get()
        try:
            return one.deliver(letter)
        finally:
            self._free.put(one)

    def deliver_all(
        self, letters: Sequence[Letter], *, stop: Callable[[], bool]
    ) -> Iterator[Result]:
        """Hand letters over, and yield what became of each that was begun.

        No further one is begun once `stop` says so, or once the server is away.
        """
        waiting = deque(letters)
        begun: set[Future[Result]] = set()
        ended = False
        while begun or (waiting and not ended):
            ended = ended or stop()
            # The first one knocks alone: a wrong password is tried once, not by every hand.
            while waiting and not ended and len(begun) < (len(self._all) if self._is_let_in else 1):
                begun.add(self._pool.submit(self._try, waiting.popleft()))
            done, _rest = wait(begun, return_when=FIRST_COMPLETED)
            for one in done:
                result = one.result()
                self._is_let_in = not isinstance(result.error, ServerAway)
                ended = ended or not self._is_let_in
                begun.remove(one)
                yield result

    def _try(self, letter: Letter) -> Result:
        try:
            return Result(letter, None, self.deliver(letter) or "")
        except Exception as error:  # noqa: BLE001  (told to whoever asked)
            return Result(letter, error)

    def close(self) -> None:
        """Close every connection. Nobody delivers meanwhile."""
        self._is_let_in = False
        for one in self._all:
            one.close()
