"""The sandbox's engine: acted outcomes for those who only want to go on, a real one for photos."""

from accounts.data import FaceAnswer, FaceTask

from .face_local import LocalFaceGateway
from .face_simulator import SimulatedFaceGateway


class SandboxFaceGateway(LocalFaceGateway):
    """Chosen outcomes go to the simulator, photos to the engine process."""

    name = "sandbox"

    def __init__(self) -> None:
        self._acted = SimulatedFaceGateway()

    def compare(self, task: FaceTask) -> FaceAnswer:
        """Act out a choice, judge a photo."""
        if self._acted.is_acted(task.frames[0]):
            return self._acted.compare(task)
        return super().compare(task)

    def acted_outcomes(self) -> tuple[tuple[str, str], ...]:
        """What a visitor may choose instead of a photo."""
        return self._acted.acted_outcomes()

    def acted_frame(self, choice: str) -> bytes:
        """The frame that stands for a choice."""
        return self._acted.acted_frame(choice)
