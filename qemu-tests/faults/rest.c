/* SPDX-License-Identifier: BSD-3-Clause */
/* rest.c: see rest.h. */
#include "faults/rest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "awayxml.h"
#include "clock.h"
#include "vm.h"

#define WATCH_MS 300

static unsigned int
count_text(const char *text, const char *what)
{
	unsigned int n = 0;

	while (text != NULL && (text = strstr(text, what)) != NULL) {
		text += strlen(what);
		n++;
	}
	return n;
}

static void
look_at_domain(const struct host *host, const char *guest, struct rest *rest)
{
	virDomainPtr domain = virDomainLookupByName(host->conn, guest);
	char *xml = domain == NULL ? NULL : virDomainGetXMLDesc(domain, 0);

	rest->nics = count_text(xml, "<interface ");
	rest->away = xml != NULL && strstr(xml, AWAYXML_URI) != NULL;
	free(xml);
	if (domain != NULL)
		virDomainFree(domain);
}

void
rest_look(const struct scene *scene, struct rest *rest)
{
	struct host *hosts[] = {scene->from, scene->to};

	*rest = (struct rest){.journals = vferryd_journals(scene->vferryd)};
	for (unsigned int i = 0; i < 2; i++)
		if (vm_runs(hosts[i], scene->guest)) {
			rest->on++;
			rest->there = i == 1 && rest->on == 1;
			look_at_domain(hosts[i], scene->guest, rest);
		}
	rest->path = probe_path_now(scene->probe, WATCH_MS);
}

static const char *
unlike_home(const struct rest *rest)
{
	if (rest->on == 0)
		return "the guest runs on neither host";
	if (rest->on > 1)
		return "the guest runs on both hosts";
	if (rest->nics > 2)
		return "a VF is plugged in twice";
	if (rest->nics < 2)
		return "no VF is plugged in";
	if (rest->path == PROBE_PATHS)
		return "no traffic comes back";
	if (rest->path != (rest->there ? PROBE_B_VF : PROBE_A_VF))
		return "the traffic does not take the VF of the guest's host";
	if (rest->away)
		return "the metadata says that the guest is away from its VF";
	return NULL;
}

bool
rest_is(const struct rest *rest, bool lost, char *why, size_t size)
{
	const char *unlike = NULL;

	if (!lost)
		unlike = unlike_home(rest);
	else if (rest->on > 0)
		unlike = "the guest runs, and its host is off";
	if (unlike == NULL && rest->journals > 0)
		unlike = "the journal is still there";
	snprintf(why, size, "%s", unlike == NULL ? "" : unlike);
	return unlike == NULL;
}

bool
rest_wait(const struct scene *scene, bool lost, unsigned int timeout_ms, struct rest *rest, char *why,
          size_t size)
{
	uint64_t now = clock_us(), deadline = now + timeout_ms * 1000ull, since = 0;

	do {
		rest_look(scene, rest);
		if (!rest_is(rest, lost, why, size))
			since = 0;
		else if (since == 0)
			since = now;
		rest->since_us = since;
		now = clock_us();
	} while ((since == 0 || now < since + REST_HOLD_MS * 1000ull) && (since != 0 || now < deadline));
	return since != 0;
}

void
rest_text(const struct rest *rest, char *text, size_t size)
{
	static const char *const paths[] = {
	        [PROBE_A_VF] = "hosta's VF", [PROBE_A_BACKUP] = "hosta's backup",
	        [PROBE_B_VF] = "hostb's VF", [PROBE_B_BACKUP] = "hostb's backup",
	        [PROBE_PATHS] = "silent",
	};
	const char *place = rest->on == 0  ? "nowhere"
	                    : rest->on > 1 ? "both"
	                    : rest->there  ? "hostb"
	                                   : "hosta";

	snprintf(text, size, "%s, %s", place, paths[rest->path]);
}
