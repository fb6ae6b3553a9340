// Which lanes have a line among the curves: k-means beside others has none, since it lowers a criterion of its own.

export function hasLine(scene, index) {
  return scene.figures.light.curve.data[index].visible !== false;
}

/** What is said of lanes that have none, or nothing. */
export function noLineNote(scene) {
  const numbers = scene.lanes.flatMap((_, index) => (hasLine(scene, index) ? [] : [String(index + 1)]));
  if (!numbers.length) return "";
  const names = numbers.length === 1 ? `lane ${numbers[0]}` : `lanes ${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
  return `${names}: k-means has no likelihood`;
}
