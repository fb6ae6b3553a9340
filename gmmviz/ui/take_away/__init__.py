"""Take away: rows, parameters, scripts, a link."""
