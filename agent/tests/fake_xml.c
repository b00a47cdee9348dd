/* SPDX-License-Identifier: BSD-3-Clause */
/* fake_xml.c: the domain's XML as the hosts of host_fake.h tell it: a virtio NIC per pair, and beside it the
 * VF where one is plugged in. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "awayxml.h"
#include "host_fake.h"

static const char *
or_none(const char *xml)
{
	return xml ? xml : "";
}

/* As libvirt shows it live: a pool's NIC is a host device then. */
static void
print_vf(const struct fake *fake, unsigned int i, enum host_side side, FILE *to)
{
	const char *host = fake->pairs[i].host[side];
	char source[128] = "";

	if (host[0])
		(void)snprintf(
		        source, sizeof(source),
		        "<address type='pci' domain='0x%.4s' bus='0x%.2s' slot='0x%.2s' function='0x%s'/>",
		        host, host + 5, host + 8, host + 11);
	if (fake->hosts.kind == FAKE_IGB)
		fprintf(to,
		        "<interface type='bridge'><mac address='52:54:00:00:00:%02x'/><target "
		        "dev='vnet%u'/><model type='igb'/><alias name='ua-vf%u'/></interface>",
		        i + 1, i, i);
	else if (fake->hosts.kind == FAKE_PLAIN)
		fprintf(to,
		        "<hostdev mode='subsystem' type='pci' managed='yes'><source>%s</source><alias "
		        "name='ua-vf%u'/></hostdev>",
		        source, i);
	else
		fprintf(to,
		        "<interface type='hostdev' managed='yes'><mac "
		        "address='52:54:00:00:00:%02x'/><source>%s"
		        "</source>%s<alias name='%s%u'/></interface>",
		        i + 1, source, or_none(fake->hosts.vlan), fake->hosts.unnamed ? "hostd" : "ua-vf", i);
}

/* As its next start would make it. */
static void
print_pool_nic(const struct fake *fake, unsigned int i, FILE *to)
{
	fprintf(to,
	        "<interface type='network'><mac address='52:54:00:00:00:%02x'/><source "
	        "network='vfpool'/>%s%s",
	        i + 1, or_none(fake->hosts.next_vlan), or_none(fake->hosts.next_model));
	if (!fake->hosts.unnamed)
		fprintf(to, "<alias name='ua-vf%u'/>", i);
	fprintf(to, "</interface>");
}

void
fake_print_domain(const struct fake *fake, enum host_side side, bool inactive, FILE *to)
{
	fprintf(to, "<domain type='qemu'><os><type arch='x86_64' machine='q35'>hvm</type></os>");
	fprintf(to, "<metadata>%s%s</metadata>", or_none(fake->hosts.metadata), inactive ? "" : fake->away);
	fprintf(to, "<devices>");
	if (!fake_has(fake, FAKE_NO_CHANNEL))
		fprintf(to, "<channel type='unix'><target type='virtio' name='%s'/></channel>", WIRE_CHANNEL);
	for (unsigned int i = 0; i < fake->npairs; i++) {
		fprintf(to,
		        "<interface type='bridge'><mac address='52:54:00:00:00:%02x'/><model "
		        "type='virtio'/>%s"
		        "<alias name='net%u'/></interface>",
		        i + 1, or_none(fake->hosts.backup_vlan), i);
		if (!fake->pairs[i].plugged[side] || fake_has(fake, FAKE_NO_VF_IN_XML))
			continue;
		if (inactive)
			print_pool_nic(fake, i, to);
		else
			print_vf(fake, i, side, to);
	}
	fprintf(to, "%s</devices></domain>", or_none(fake->hosts.other));
}

int
fake_xml(void *self, enum host_side side, bool inactive, char **text, struct err *err)
{
	struct fake *fake = self;
	size_t size;
	FILE *to;

	if ((inactive && fake->hosts.kind != FAKE_POOL) || fake->down[side])
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
	fake_print_domain(fake, side, inactive, to);
	if (side == HOST_SOURCE)
		fake_let_leave(fake);
	return fclose(to) == 0 ? 0 : -ENOMEM;
}

int
fake_away(void *self, enum host_side side, const char *xml, struct err *err)
{
	struct fake *fake = self;

	if (fake->down[side] || fake->state[side] == HOST_ABSENT)
		return err_set(err, -ENOTCONN, "it is not there");
	if (fake_has(fake, FAKE_AWAY_FAILS))
		return err_set(err, -EIO, "metadata is full");
	/* As libvirt does, what is in no namespace is put into ours. */
	(void)snprintf(fake->away, sizeof(fake->away), "%s%s", xml ? "<away xmlns='" AWAYXML_URI "'" : "",
	               xml ? xml + strlen("<away") : "");
	fake->aways++;
	return 0;
}
