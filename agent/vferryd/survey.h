/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * survey.h: what is known before an evacuation is planned: the guests of this host that have a pair, and what
 * each host has free. Neighbours: survey_look.c asks libvirt, in a worker's process; survey.c is what it says
 * to the daemon, and back; evacuation.c makes a fleet of it.
 *
 * VFs are counted by the network that hands them out, as a guest's NIC names it; those that no network hands
 * out are SURVEY_NO_POOL's. A guest needs one for each pair whose VF is a function passed through, unless its
 * metadata names the device: whether that can be had is the crossing's to check. So it is with huge pages: a
 * guest that lives on those is counted as if it had no memory.
 */
#ifndef VFERRY_SURVEY_H
#define VFERRY_SURVEY_H

#include <jansson.h>

#include "control.h"
#include "err.h"
#include "fleet.h"

#define SURVEY_NO_POOL     "(in no pool)"
#define SURVEY_RUNNING_MAX 4096

struct survey_host {
	struct fleet_host host; /* uri, memory, tells_vfs, pools */
	char why[384];          /* it does not answer; "": it does */
	unsigned int nrunning;
	char (*running)[37]; /* UUIDs of all domains that run there */
};

/* Zeroed is empty. */
struct survey {
	unsigned int nhosts;
	struct survey_host hosts[FLEET_HOSTS_MAX]; /* the daemon's own, then those that were asked about */
	unsigned int nguests;
	struct fleet_guest *guests; /* uuid, name, memory, pools; on the daemon's own host */
};

/*
 * Asks this host (uri) and request->to, one after the other. Blocks, at most SURVEY_HOST_S for each: then the
 * process ends by SIGALRM. The answer as a line, malloc'ed; NULL when memory is out. A host that does not
 * answer is told so, but this one, which is an error.
 */
#define SURVEY_HOST_S 60
char *survey_look(const char *uri, const struct control_request *request);

/* A new reference, as control-1.schema.json tells (surveyed). */
json_t *survey_json(const struct survey *survey);
/*
 * The same back into *survey, to be cleared whatever comes back; it must be empty. 0; -EINVAL with what is
 * wrong; -ENOMEM.
 */
int survey_read(const json_t *json, struct survey *survey, struct err *err);
void survey_clear(struct survey *survey);

/* The host on which this domain runs; the daemon's own comes first. FLEET_NOWHERE: none that answers. */
unsigned int survey_find(const struct survey *survey, const char *uuid);

#endif
