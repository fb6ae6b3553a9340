// Marking rows of a board: a stroke marks those it passes, Enter those near the cross that arrow keys move.

const REACH_PX = 16; // px
const KEY_STEP_PX = 14; // px

/** Places from one to another, the last among them, no farther apart than half a reach. */
export function between([x0, y0], [x1, y1]) {
  const steps = Math.max(1, Math.ceil(Math.hypot(x1 - x0, y1 - y0) / (REACH_PX / 2)));
  return Array.from({ length: steps }, (_, at) => [x0 + ((x1 - x0) * (at + 1)) / steps, y0 + ((y1 - y0) * (at + 1)) / steps]);
}

export class Brush {
  constructor(desk, rows) {
    this.desk = desk;
    this.rows = new Set(rows);
    if (rows.length) desk.touched = true;
    this.painting = false;
    this.removing = false;
    this.cursor = null;
  }

  /** Rows of the first layer within reach of a place of the drawing. */
  near(px, py) {
    const { x, y, given } = this.desk;
    const [layer] = given.board.layers;
    return layer.x.map((_, row) => row).filter((row) => Math.hypot(x(layer.x[row]) - px, y(layer.y[row]) - py) <= REACH_PX);
  }

  begin(px, py) {
    const near = this.near(px, py);
    this.removing = near.length > 0 && near.every((row) => this.rows.has(row));
    this.painting = true;
    this.last = [px, py];
    this.over(px, py);
  }

  /** Marks the rows between the last place and this one: of a quick stroke the browser reports few places. */
  over(px, py) {
    for (const [x, y] of between(this.last, [px, py])) {
      for (const row of this.near(x, y)) {
        if (this.removing) this.rows.delete(row);
        else this.rows.add(row);
      }
    }
    this.last = [px, py];
    this.desk.touched = true;
    this.desk.draw();
  }

  key(event) {
    const { area } = this.desk;
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const [px, py] = this.cursor ?? [(area.left + area.right) / 2, (area.top + area.bottom) / 2];
    if (steps) {
      this.cursor = [
        Math.min(Math.max(px + KEY_STEP_PX * steps[0], area.left), area.right),
        Math.min(Math.max(py + KEY_STEP_PX * steps[1], area.top), area.bottom),
      ];
      this.desk.draw();
    } else if (event.key === "Enter" || event.key === " ") {
      this.cursor = [px, py];
      this.begin(px, py);
      this.painting = false;
    } else if (event.key.toLowerCase() === "n") {
      this.rows.clear();
      this.desk.touched = true;
      this.desk.draw();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
