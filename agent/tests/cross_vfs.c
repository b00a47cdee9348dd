/* SPDX-License-Identifier: BSD-3-Clause */
/* cross_vfs.c: see cross_vfs.h. */
#include "cross_vfs.h"

#include <stdio.h>
#include <string.h>

#include "sample_host.h"

const char *const three[] = {
        PF_DEVICE("1", VF0 VF1 VF2), VF0_DEVICE(""), VF1_DEVICE(""), VF2_DEVICE(""), PF_NET, NULL};
const char *const none[] = {PF_DEVICE("1", ""), PF_NET, NULL};
const char *const no_pf[] = {BRIDGE_DEVICE, NULL};
const char *const with_mac[] = {PF_DEVICE("1", VF0 VF1),
                                VF0_DEVICE(""),
                                VF1_DEVICE(DRIVER("igbvf")),
                                PF_NET,
                                NET_DEVICE("pci_0000_01_10_2", "eth4", M1, "down"),
                                NULL};
const char *const takes_v0[] = {USES("o", "52:54:00:00:00:99", "0x10", "0x0", ""), NULL};
const char *const takes_all[] = {USES("o", "52:54:00:00:00:97", "0x10", "0x0", ""),
                                 USES("o", "52:54:00:00:00:98", "0x10", "0x2", ""),
                                 USES("o", "52:54:00:00:00:99", "0x10", "0x4", ""), NULL};

const struct crossing_wish must = {.live = true, .require_vf = true};

struct fake_hosts
both(enum fake_kind kind)
{
	return (struct fake_hosts){
	        .kind = kind, .devices = {three, three}, .has = {V0, V1}, .pool = {V1, V2}};
}

enum outcome
cross_given(const struct fake_hosts *hosts, const char *xml)
{
	const struct crossing_dest_vf given = {.xml = xml};
	const struct crossing_wish wish = {.live = true, .dest_vfs = &given, .ndest_vfs = 1};

	return cross_on(hosts, 0, 1, &wish);
}

bool
nothing_changed(void)
{
	bool same = fake.prepares == 0 && fake.abandons == 0 && fake.attaches == 0 && fake.suspended == 0 &&
	            fake.copy_begun_us == 0 && fake.tasks == 0 && !fake.link_open &&
	            fake.state[HOST_SOURCE] == HOST_RUNNING && fake.state[HOST_DESTINATION] == HOST_ABSENT &&
	            fake.max_downtime_ms[HOST_SOURCE] == FAKE_DOWNTIME_HERE_MS &&
	            fake.max_downtime_ms[HOST_DESTINATION] == FAKE_DOWNTIME_THERE_MS;

	for (unsigned int i = 0; i < fake.npairs; i++) {
		const struct fake_pair *pair = &fake.pairs[i];

		same = same && pair->detaches == 0 && pair->path == WIRE_PATH_VF &&
		       pair->plugged[HOST_SOURCE] && !pair->plugged[HOST_DESTINATION];
	}
	return same;
}

bool
said(const char *text)
{
	bool whole = strlen(err.text) < sizeof(err.text) - 1 && !strchr(err.text, '\n'),
	     there = strstr(err.text, text) != NULL;

	if (!whole || !there)
		printf("\n    \"%s\"", err.text);
	return whole && there;
}

const struct report_step *
step(const char *name)
{
	for (unsigned int i = 0; i < report.nsteps; i++)
		if (strcmp(report.steps[i].name, name) == 0)
			return &report.steps[i];
	return NULL;
}
