/* SPDX-License-Identifier: BSD-3-Clause */
/* fleet_json.c: see fleet.h; the record of a fleet, as schemas/fleet-1.schema.json. fleet_read.c reads it. */
#include "fleet_impl.h"
#include "report.h"

static json_t *
left(uint64_t at_ms, uint64_t now_ms)
{
	return json_integer(at_ms > now_ms ? (json_int_t)(at_ms - now_ms) : 0);
}

json_t *
fleet_pools_json(const struct fleet_pool *pools, unsigned int npools)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < npools; i++)
		json_array_append_new(array, json_pack("{s:o,s:I}", "pool", report_text(pools[i].name), "vfs",
		                                       (json_int_t)pools[i].vfs));
	return array;
}

static json_t *
limits(const struct fleet_limits *is)
{
	return json_pack("{s:I,s:I,s:I,s:I}", "crossings", (json_int_t)is->crossings, "per_host",
	                 (json_int_t)is->per_host, "per_link", (json_int_t)is->per_link, "attempts",
	                 (json_int_t)is->attempts);
}

static json_t *
host(const struct fleet_host *is, uint64_t now_ms)
{
	return json_pack("{s:o,s:b,s:o,s:o,s:I,s:I,s:o,s:b}", "uri", report_text(is->uri), "takes", is->takes,
	                 "memory",
	                 is->memory == FLEET_UNKNOWN ? json_null() : json_integer((json_int_t)is->memory),
	                 "pools", is->tells_vfs ? fleet_pools_json(is->pools, is->npools) : json_null(),
	                 "failed", (json_int_t)is->failed, "unreached", (json_int_t)is->unreached, "aside_ms",
	                 left(is->aside_ms, now_ms), "given_up", is->given_up);
}

/* What a guest has met on the hosts: those on which there is something to tell. */
static json_t *
tried(const struct fleet *fleet, const struct fleet_guest *guest)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < fleet->nhosts; i++) {
		bool refused = guest->refused[i];

		if (guest->failed[i] || refused)
			json_array_append_new(array, json_pack("{s:o,s:i,s:b}", "uri",
			                                       report_text(fleet->hosts[i].uri), "failed",
			                                       (int)guest->failed[i], "refused", refused));
	}
	return array;
}

static json_t *
uri(const struct fleet *fleet, unsigned int host)
{
	return host == FLEET_NOWHERE ? json_null() : report_text(fleet->hosts[host].uri);
}

static json_t *
guest(const struct fleet *fleet, const struct fleet_guest *is, uint64_t now_ms)
{
	json_t *object = json_pack("{s:s,s:o,s:I,s:o,s:o,s:s,s:o}", "uuid", is->uuid, "name",
	                           report_text(is->name), "memory", (json_int_t)is->memory, "pools",
	                           fleet_pools_json(is->pools, is->npools), "from", uri(fleet, is->from),
	                           "state", fleet_state_name(is->state), "to", uri(fleet, is->to));
	json_t *rest =
	        json_pack("{s:i,s:b,s:o,s:o,s:s,s:o}", "failures", (int)is->failures, "dropped", is->dropped,
	                  "wait_ms", left(is->not_before_ms, now_ms), "tried", tried(fleet, is), "outcome",
	                  outcome_name(is->outcome), "message", report_text(is->message));

	json_object_update(object, rest);
	json_decref(rest);
	return object;
}

json_t *
fleet_json(const struct fleet *fleet, uint64_t now_ms)
{
	json_t *hosts = json_array(), *guests = json_array();

	for (unsigned int i = 0; i < fleet->nhosts; i++)
		json_array_append_new(hosts, host(&fleet->hosts[i], now_ms));
	for (unsigned int i = 0; i < fleet->nguests; i++)
		json_array_append_new(guests, guest(fleet, &fleet->guests[i], now_ms));
	return json_pack("{s:i,s:o,s:o,s:o}", "version", 1, "limits", limits(&fleet->limits), "hosts", hosts,
	                 "guests", guests);
}
