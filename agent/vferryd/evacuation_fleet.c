/* SPDX-License-Identifier: BSD-3-Clause */
/* evacuation_fleet.c: a fleet of what a survey has seen. Pure. See evacuation.h. */
#include <errno.h>
#include <stdlib.h>

#include "vferryd/evacuation_impl.h"

/* without: per guest, that it comes without a VF. */
static int
fill(struct fleet *fleet, const struct survey *survey, const bool *without, struct err *err)
{
	int ret = 0;

	for (unsigned int i = 0; ret >= 0 && i < survey->nhosts; i++) {
		struct fleet_host host = survey->hosts[i].host;

		host.takes = i > 0 && !survey->hosts[i].why[0];
		ret = fleet_add_host(fleet, &host, err);
	}
	for (unsigned int i = 0; ret >= 0 && i < survey->nguests; i++) {
		struct fleet_guest guest = survey->guests[i];

		if (without[i])
			guest.npools = 0;
		ret = fleet_add_guest(fleet, &guest, err);
	}
	return ret < 0 ? ret : 0;
}

static struct fleet *
make(const struct survey *survey, const struct fleet_limits *limits, const bool *without, struct err *err)
{
	struct fleet *fleet = fleet_new(limits);

	if (!fleet) {
		err_set(err, -ENOMEM, "no memory for an evacuation");
		return NULL;
	}
	if (fill(fleet, survey, without, err) == 0)
		return fleet;
	fleet_free(fleet);
	return NULL;
}

/* Notes who is planned nowhere. How many, or negative errno. */
static int
find_out(const struct fleet *fleet, bool *without, struct err *err)
{
	struct fleet_planned *planned;
	int n = fleet_plan(fleet, 0, &planned, err), nowhere = 0;

	for (int i = 0; i < n; i++) {
		bool is_out = planned[i].host == FLEET_NOWHERE;

		without[planned[i].guest] = is_out;
		nowhere += is_out;
	}
	if (n >= 0)
		free(planned);
	return n < 0 ? n : nowhere;
}

struct fleet *
evacuation_fleet(const struct survey *survey, const struct fleet_limits *limits, bool require_vf,
                 struct err *err)
{
	bool *without = calloc(survey->nguests + 1, sizeof(*without));
	struct fleet *fleet = without ? make(survey, limits, without, err) : NULL;
	int nowhere = fleet && !require_vf ? find_out(fleet, without, err) : 0;

	if (!without)
		err_set(err, -ENOMEM, "no memory for an evacuation");
	if (nowhere != 0) {
		fleet_free(fleet);
		fleet = nowhere > 0 ? make(survey, limits, without, err) : NULL;
	}
	free(without);
	return fleet;
}
