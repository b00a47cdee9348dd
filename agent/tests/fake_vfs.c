/* SPDX-License-Identifier: BSD-3-Clause */
/* fake_vfs.c: the VFs of the hosts of host_fake.h: which there are, and who gets one. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devxml.h"
#include "host_fake.h"
#include "hostxml.h"

/* The domain's own VFs, where it runs. */
static void
add_own(struct fake *fake, enum host_side side, struct inventory *inventory)
{
	size_t size;
	char *text = NULL;
	FILE *to = fake->state[side] == HOST_RUNNING ? open_memstream(&text, &size) : NULL;

	if (!to)
		return;
	fake_print_domain(fake, side, false, to);
	if (fclose(to) == 0)
		inventory_add_domain(inventory, "vnf", text);
	free(text);
}

static void
add_others(const struct fake *fake, enum host_side side, struct inventory *inventory)
{
	const char *const *domains = fake->hosts.domains[side], *const *later = fake->hosts.later;
	bool freed = side == HOST_DESTINATION && fake->copy_begun_us && fake->hosts.freed;

	for (; !freed && domains && *domains; domains++)
		inventory_add_domain(inventory, "other", *domains);
	for (; side == HOST_DESTINATION && fake->copy_begun_us && later && *later; later++)
		inventory_add_domain(inventory, "late", *later);
}

static int
look(struct fake *fake, enum host_side side, struct inventory **inventory, struct err *err)
{
	const char *const *devices = fake->hosts.devices[side], *const *interfaces =
	                                                                fake->hosts.interfaces[side];

	if (!devices)
		return err_set(err, -EOPNOTSUPP, "it has no node devices");
	if (fake_reach(fake, side, err) < 0)
		return -ENOTCONN;
	*inventory = calloc(1, sizeof(**inventory));
	if (!*inventory)
		return -ENOMEM;
	for (; *devices; devices++)
		inventory_add_device(*inventory, *devices);
	for (; interfaces && *interfaces; interfaces++)
		inventory_add_interface(*inventory, *interfaces);
	add_others(fake, side, *inventory);
	add_own(fake, side, *inventory);
	if (side == HOST_DESTINATION && fake->hosts.network)
		hostxml_add_pool(fake->hosts.network, *inventory);
	inventory_sort(*inventory);
	return 0;
}

int
fake_inventory(void *self, enum host_side side, struct inventory **inventory, struct err *err)
{
	struct fake *fake = self;
	unsigned int asked = side == HOST_DESTINATION ? fake->inventories++ : 0;

	if (side == HOST_DESTINATION && ((fake->hosts.answers && asked >= fake->hosts.answers) ||
	                                 asked < fake->hosts.deaf || fake->hosts.silent)) {
		fake->now_us += HOST_INVENTORY_MS * 1000ull;
		return err_set(err, -ETIMEDOUT, "no answer");
	}
	return look(fake, side, inventory, err);
}

/* Whether that VF is another domain's, or refuses to be plugged in on the destination. */
static bool
is_taken(struct fake *fake, enum host_side side, const char *pci)
{
	struct inventory *inventory = NULL;
	const struct inventory_vf *vf;
	bool taken = false;
	struct err ignored;

	for (unsigned int i = 0; side == HOST_DESTINATION && i < FAKE_BROKEN_MAX; i++)
		taken |= fake->hosts.broken[i] && strcmp(fake->hosts.broken[i], pci) == 0;
	if (look(fake, side, &inventory, &ignored) == 0) {
		vf = inventory_vf(inventory, pci);
		taken |= !vf || vf->user[0];
	}
	free(inventory);
	return taken;
}

/* The VF that the device gets on that host: the one that it names, or the pool's next. Whether there is one.
 */
bool
fake_take_vf(struct fake *fake, unsigned int i, enum host_side side, const char *device_xml)
{
	struct devxml device = {0};
	const struct domxml_nic like = {.vf = true};
	char mac[18];
	struct err ignored;

	if (fake->hosts.kind == FAKE_IGB)
		return true;
	(void)snprintf(mac, sizeof(mac), "52:54:00:00:00:%02x", (i + 1) & 0xffu);
	if (devxml_given(device_xml, strlen(device_xml), &like, mac, "it", &device, &ignored) < 0)
		abort();
	(void)snprintf(fake->pairs[i].host[side], 13, "%s",
	               device.nic.network[0] ? fake->hosts.pool[i] : device.nic.host);
	devxml_clear(&device);
	if (side == HOST_DESTINATION && fake->tries < FAKE_TRIES_MAX)
		memcpy(fake->tried[fake->tries++], fake->pairs[i].host[side], 13);
	return !is_taken(fake, side, fake->pairs[i].host[side]);
}
