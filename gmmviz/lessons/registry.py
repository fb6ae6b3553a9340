"""The seven scenes in their order: six points of the field, and the collapse."""

from gmmviz.lessons import bells, flexible, how_many, no_ceiling, slow, soft, start
from gmmviz.lessons.lesson import Lesson

LESSONS: dict[str, Lesson] = {
    scene.LESSON.key: scene.LESSON for scene in (flexible, soft, how_many, slow, start, bells, no_ceiling)
}
