// Pages without a stage write the address with this: the query of the scenario, and its view (frame and look).

export default function (component) {
  const { query, view } = JSON.parse(component.data);
  writeAddress(query, view);
}
