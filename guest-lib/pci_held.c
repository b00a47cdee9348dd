/* SPDX-License-Identifier: BSD-3-Clause */
/* pci_held.c: see pci_held.h. */
#include "pci_held.h"

#include <errno.h>
#include <ethdev_driver.h>
#include <fcntl.h>
#include <pthread.h>
#include <rte_ethdev.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "log.h"

static struct {
	pthread_mutex_t lock;
	TAILQ_HEAD(held_list, held) list;
} all = {
        .lock = PTHREAD_MUTEX_INITIALIZER,
        .list = TAILQ_HEAD_INITIALIZER(all.list),
};

void
held_lock(void)
{
	pthread_mutex_lock(&all.lock);
}

void
held_unlock(void)
{
	pthread_mutex_unlock(&all.lock);
}

/* The BARs that are mapped. How many. */
static unsigned int
mappings(const struct held *held, struct guard_range ranges[PCI_MAX_RESOURCE])
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	unsigned int n = 0;

	for (unsigned int i = 0; i < PCI_MAX_RESOURCE; i++) {
		const struct rte_mem_resource *bar = &held->pci->mem_resource[i];

		if (!bar->addr || bar->len == 0)
			continue;
		ranges[n++] = (struct guard_range){
		        .start = bar->addr,
		        .size = (bar->len + page - 1) / page * page,
		        .fill = held->fill,
		        .faults = (_Atomic uint32_t *)&held->faults,
		};
	}
	return n;
}

struct held *
held_add(struct rte_pci_device *pci, uint64_t since, struct err *err)
{
	struct guard_range ranges[PCI_MAX_RESOURCE];
	struct held *held = calloc(1, sizeof(*held));
	int rc;

	if (!held) {
		err_set(err, -ENOMEM, "no memory");
		return NULL;
	}
	held->pci = pci;
	held->since = since;
	held->config_fd = -1;
	held->fill = GUARD_ZEROS;
	bind_driver_of(pci->device.name, held->driver, sizeof(held->driver));
	rc = bind_plugged(pci->device.name, &held->plug);
	if (rc)
		err_set(err, rc, "it is not in sysfs any more");
	else
		rc = guard_add(ranges, mappings(held, ranges), err);
	if (rc) {
		free(held);
		return NULL;
	}
	uio_tell(&held->uio, UIO_OPEN);
	TAILQ_INSERT_TAIL(&all.list, held, next);
	return held;
}

static void
end_guard(const struct held *held)
{
	struct guard_range ranges[PCI_MAX_RESOURCE];
	unsigned int n = mappings(held, ranges);

	for (unsigned int i = 0; i < n; i++)
		guard_remove(ranges[i].start);
}

void
held_fill(struct held *held, enum guard_fill fill)
{
	struct guard_range ranges[PCI_MAX_RESOURCE];
	struct err err;

	end_guard(held);
	held->fill = fill;
	if (guard_add(ranges, mappings(held, ranges), &err))
		LOG(ERR, "%s is not guarded any more: %s", held->plug.pci, err.text);
}

void
held_forget(struct held *held)
{
	end_guard(held);
	TAILQ_REMOVE(&all.list, held, next);
}

void
held_drop(struct held *held)
{
	held_forget(held);
	if (held->config_fd >= 0)
		close(held->config_fd);
	free(held);
}

struct held *
held_next(struct held *held)
{
	return held ? TAILQ_NEXT(held, next) : TAILQ_FIRST(&all.list);
}

struct held *
held_find(const struct rte_device *device)
{
	struct held *held = TAILQ_FIRST(&all.list);

	while (held && &held->pci->device != device)
		held = TAILQ_NEXT(held, next);
	return held;
}

struct held *
held_named(const char *pci)
{
	struct held *held = TAILQ_FIRST(&all.list);

	while (held && strcmp(held->plug.pci, pci) != 0)
		held = TAILQ_NEXT(held, next);
	return held;
}

struct held *
held_at(const void *addr)
{
	struct guard_range ranges[PCI_MAX_RESOURCE];
	struct held *held;

	TAILQ_FOREACH (held, &all.list, next) {
		unsigned int n = mappings(held, ranges);

		for (unsigned int i = 0; i < n; i++)
			if ((uintptr_t)addr - (uintptr_t)ranges[i].start < ranges[i].size)
				return held;
	}
	return NULL;
}

void
held_revoke(struct held *held)
{
	struct guard_range ranges[PCI_MAX_RESOURCE];
	unsigned int n = mappings(held, ranges);
	struct err err;

	if (!uio_take(&held->uio, UIO_MAP))
		return;
	for (unsigned int i = 0; i < n; i++)
		if (guard_revoke(ranges[i].start, &err))
			LOG(ERR, "%s: %s", held->plug.pci, err.text);
}

/*
 * Not just closed: another thread may be using the number, and the next file that somebody opens would get
 * it. So what is behind the number becomes a file that reads as nothing, and the number is closed when all is
 * over.
 */
void
held_close_config(struct held *held)
{
	struct rte_intr_handle *handle = held->pci->intr_handle;
	int fd = handle ? rte_intr_dev_fd_get(handle) : -1, null;

	if (held_is_vfio(held) || !uio_take(&held->uio, UIO_CONFIG) || fd < 0)
		return;
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null < 0 || dup3(null, fd, O_CLOEXEC) < 0)
		LOG(ERR, "%s: its configuration space cannot be let go: %s", held->plug.pci, strerror(errno));
	else
		held->config_fd = fd;
	if (null >= 0)
		close(null);
	if (held->config_fd >= 0)
		rte_intr_dev_fd_set(handle, -1);
}

bool
held_is_in_place(const struct held *held)
{
	char driver[BIND_DRIVER_MAX];
	struct bind_plug plug;

	bind_driver_of(held->plug.pci, driver, sizeof(driver));
	return bind_plugged(held->plug.pci, &plug) == 0 && plug.plugged == held->plug.plugged &&
	       strcmp(driver, held->driver) == 0;
}

bool
held_is_ours(const struct held *held)
{
	struct rte_eth_dev_owner owner;

	for (uint16_t id = 0; id < RTE_MAX_ETHPORTS; id++)
		if (rte_eth_devices[id].device == &held->pci->device &&
		    rte_eth_dev_owner_get(id, &owner) == 0 && strcmp(owner.name, "net_vferry") == 0)
			return true;
	return false;
}

bool
held_is_vfio(const struct held *held)
{
	return held->pci->kdrv == RTE_PCI_KDRV_VFIO;
}
