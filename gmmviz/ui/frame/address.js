// Pages without a stage write the address with this: the query of the scenario, and its view (frame and look).

import { writeAddress } from "../../stage/js/page/address.js";

export default function (component) {
  const link = JSON.parse(component.data);
  writeAddress(link, link.view);
}
