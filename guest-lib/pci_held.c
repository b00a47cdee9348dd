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
#include "rank.h"

static struct {
	pthread_mutex_t lock;
	TAILQ_HEAD(held_list, held) list;
} all = {
        .lock = PTHREAD_MUTEX_INITIALIZER,
        .list = TAILQ_HEAD_INITIALIZER(all.list),
};

RTE_INIT(rank_held_lock)
{
	rank_inherit(&all.lock);
}

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

static void
note_mappings(struct held *held)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	for (unsigned int i = 0; i < PCI_MAX_RESOURCE; i++) {
		const struct rte_mem_resource *bar = &held->pci->mem_resource[i];

		if (!bar->addr || bar->len == 0)
			continue;
		held->ranges[held->nranges++] = (struct guard_range){
		        .start = bar->addr,
		        .size = (bar->len + page - 1) / page * page,
		        .fill = GUARD_ZEROS,
		        .faults = (_Atomic uint32_t *)&held->faults,
		};
	}
}

struct held *
held_add(struct rte_pci_device *pci, uint64_t since, struct err *err)
{
	struct held *held = calloc(1, sizeof(*held));
	int rc;

	if (!held) {
		err_set(err, -ENOMEM, "no memory");
		return NULL;
	}
	held->pci = pci;
	held->since = since;
	held->config_fd = -1;
	note_mappings(held);
	bind_driver_of(pci->device.name, held->driver, sizeof(held->driver));
	rc = bind_plugged(pci->device.name, &held->plug);
	if (rc)
		err_set(err, rc, "it is not in sysfs any more");
	else
		rc = guard_add(held->ranges, held->nranges, err);
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
	for (unsigned int i = 0; i < held->nranges; i++)
		guard_remove(held->ranges[i].start);
}

void
held_fill(struct held *held, enum guard_fill fill)
{
	struct err err;

	if (held->nranges == 0 || held->ranges[0].fill == fill)
		return;
	end_guard(held);
	for (unsigned int i = 0; i < held->nranges; i++)
		held->ranges[i].fill = fill;
	if (guard_add(held->ranges, held->nranges, &err))
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

void
held_revoke(struct held *held)
{
	struct err err;

	if (!uio_take(&held->uio, UIO_MAP))
		return;
	for (unsigned int i = 0; i < held->nranges; i++)
		if (guard_revoke(held->ranges[i].start, &err))
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

	bind_driver_of(held->plug.pci, driver, sizeof(driver));
	return bind_is_plugged(held->plug.pci, held->plug.plugged) && strcmp(driver, held->driver) == 0;
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
