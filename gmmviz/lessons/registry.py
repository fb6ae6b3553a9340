"""The seven scenes in their order: six points of the field, and the collapse."""

from gmmviz.lessons import flexible, gaussian_assumption, how_many, no_ceiling, slow, soft, start
from gmmviz.lessons.lesson import Lesson

LESSONS: dict[str, Lesson] = {
    scene.LESSON.key: scene.LESSON
    for scene in (flexible, soft, how_many, slow, start, gaussian_assumption, no_ceiling)
}
