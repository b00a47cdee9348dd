/* SPDX-License-Identifier: BSD-3-Clause */
/* fake_xml.c: the domain's XML as the hosts of host_fake.h tell it: a virtio NIC per pair and an igb beside
 * it where one is plugged in. */
#include <errno.h>
#include <stdio.h>

#include "host_fake.h"

int
fake_xml(void *self, enum host_side side, bool inactive, char **text, struct err *err)
{
	struct fake *fake = self;
	size_t size;
	FILE *to;

	if (inactive || fake->down[side])
		return err_set(err, -ENOENT, "none");
	fake->xmls_in_copy += fake->copying;
	/* As libvirt does: a domain that is still coming in has its XML only when it is there. */
	if (side == HOST_DESTINATION && fake->copying) {
		fake->now_us += HOST_CALL_MS * 1000ull;
		return err_set(err, -ETIMEDOUT, "no answer");
	}
	to = open_memstream(text, &size);
	if (!to)
		return -ENOMEM;
	fprintf(to, "<domain type='qemu'><os><type arch='x86_64' machine='q35'>hvm</type></os><devices>");
	if (!fake_has(fake, FAKE_NO_CHANNEL))
		fprintf(to, "<channel type='unix'><target type='virtio' name='%s'/></channel>", WIRE_CHANNEL);
	for (unsigned int i = 0; i < fake->npairs; i++) {
		fprintf(to,
		        "<interface type='bridge'><mac address='52:54:00:00:00:%02x'/><model type='virtio'/>"
		        "<alias name='net%u'/></interface>",
		        i + 1, i);
		if (fake->pairs[i].plugged[side] && !fake_has(fake, FAKE_NO_VF_IN_XML))
			fprintf(to,
			        "<interface type='bridge'><mac address='52:54:00:00:00:%02x'/><target "
			        "dev='vnet%u'/><model type='igb'/><alias name='ua-vf%u'/></interface>",
			        i + 1, i, i);
	}
	fprintf(to, "</devices></domain>");
	if (side == HOST_SOURCE)
		fake_let_leave(fake);
	return fclose(to) == 0 ? 0 : -ENOMEM;
}
