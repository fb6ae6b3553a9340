// Pages without a stage write the address with this: the query of the scenario, and the frame it rests on.

export default function (component) {
  const { query, frame } = JSON.parse(component.data);
  if (query.length < 8000) writeAddress(query, frame === null ? {} : { frame });
}
