// Pages without a stage write the address with this: the query of the scenario, and its view (frame and look).

const LONGEST = 8000; // characters that servers and people can handle

export default function (component) {
  const { query, view } = JSON.parse(component.data);
  if (query.length < LONGEST) writeAddress(query, view);
}
