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
	return fake.prepares == 0 && fake.pairs[0].detaches == 0 && fake.pairs[0].plugged[HOST_SOURCE];
}

bool
said(const char *text)
{
	if (!strstr(err.text, text))
		printf("\n    \"%s\"", err.text);
	return strstr(err.text, text) != NULL;
}
