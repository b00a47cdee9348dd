/* SPDX-License-Identifier: BSD-3-Clause */
/* guard.c: starts the guard, and lets ranges come and go. Neighbours: guard.h tells how it works;
 * guard_handler.c reads the tables that are made here. */
#include "guard.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guard_private.h"

static struct guard_slot slots[GUARD_RANGES_MAX];
static size_t ones_size;
static bool started;

static int
open_fds(struct err *err)
{
	if (guard_ones_fd < 0)
		guard_ones_fd = memfd_create("vferry-ones", MFD_CLOEXEC);
	if (guard_ones_fd < 0)
		return err_set(err, -errno, "cannot make memory of ones: memfd_create: %s", strerror(errno));
	if (guard_event_fd < 0)
		guard_event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (guard_event_fd < 0)
		return err_set(err, -errno, "cannot make the guard's eventfd: %s", strerror(errno));
	return 0;
}

static int
start(struct err *err)
{
	int code;

	if (started)
		return 0;
	code = open_fds(err);
	if (code == 0)
		code = guard_chain_install(err);
	if (code < 0)
		return code;
	code = guard_lock_fork(err);
	if (code < 0)
		return code;
	started = true;
	return 0;
}

int
guard_start(struct err *err)
{
	sigset_t saved;
	int code;

	guard_lock(&saved);
	code = start(err);
	guard_unlock(&saved);
	return code;
}

int
guard_check(struct err *err)
{
	sigset_t saved;
	int code;

	guard_lock(&saved);
	code = started ? guard_chain_install(err) : err_set(err, -EINVAL, "the guard has not been started");
	guard_unlock(&saved);
	return code;
}

int
guard_fd(void)
{
	return guard_event_fd;
}

/* Ones up to size, in the file that ranges are replaced by. */
static int
write_ones(size_t size, struct err *err)
{
	unsigned char ones[16384];

	if (size > GUARD_ONES_MAX)
		size = GUARD_ONES_MAX;
	memset(ones, 0xff, sizeof(ones));
	while (ones_size < size) {
		size_t left = size - ones_size;
		ssize_t n = pwrite(guard_ones_fd, ones, left < sizeof(ones) ? left : sizeof(ones),
		                   (off_t)ones_size);

		if (n < 0)
			return err_set(err, -errno, "cannot make %zu bytes of ones: %s", size,
			               strerror(errno));
		ones_size += (size_t)n;
	}
	return 0;
}

/* 0, or why the range may not be added to the table. */
static int
check_range(const struct guard_table *table, const struct guard_range *range, struct err *err)
{
	uintptr_t start = (uintptr_t)range->start, page = (uintptr_t)sysconf(_SC_PAGESIZE) - 1;
	unsigned int row = guard_rows_until(table, start);

	if (!range->start || (start & page) || !range->size || (range->size & page) ||
	    range->size - 1 > UINTPTR_MAX - start)
		return err_set(err, -EINVAL, "%zu bytes at %p are not whole pages", range->size,
		               range->start);
	if ((row > 0 && start - table->rows[row - 1].start < table->rows[row - 1].slot->size) ||
	    (row < table->n && table->rows[row].start - start < range->size))
		return err_set(err, -EEXIST, "%zu bytes at %p overlap a range that is guarded already",
		               range->size, range->start);
	if (table->n == GUARD_RANGES_MAX)
		return err_set(err, -ENOSPC, "no more than %u ranges can be guarded", GUARD_RANGES_MAX);
	return 0;
}

static void
insert(struct guard_table *table, const struct guard_range *range)
{
	uintptr_t start = (uintptr_t)range->start;
	unsigned int row = guard_rows_until(table, start);
	struct guard_slot *slot = slots;

	while (slot->size)
		slot++;
	slot->start = start;
	slot->size = range->size;
	slot->fill = range->fill;
	slot->faults = range->faults;
	slot->state = GUARD_LIVE;
	memmove(&table->rows[row + 1], &table->rows[row], (table->n - row) * sizeof(table->rows[0]));
	table->rows[row].start = start;
	table->rows[row].slot = slot;
	table->n++;
}

/* The copy that is not current, made equal. */
static struct guard_table *
next_table(void)
{
	const struct guard_table *table = &guard_tables[guard_tables_swap.current];
	struct guard_table *next = &guard_tables[!guard_tables_swap.current];

	memcpy(next->rows, table->rows, table->n * sizeof(table->rows[0]));
	next->n = table->n;
	return next;
}

static int
add(const struct guard_range *ranges, unsigned int n, struct err *err)
{
	struct guard_table *next = next_table();
	unsigned int added = 0;
	int code = started ? 0 : err_set(err, -EINVAL, "the guard has not been started");

	while (code == 0 && added < n) {
		code = check_range(next, &ranges[added], err);
		if (code == 0 && ranges[added].fill == GUARD_ONES)
			code = write_ones(ranges[added].size, err);
		if (code == 0)
			insert(next, &ranges[added++]);
	}
	if (code == 0)
		guard_publish(&guard_tables_swap);
	else
		while (added > 0)
			next->rows[guard_rows_until(next, (uintptr_t)ranges[--added].start) - 1].slot->size =
			        0;
	return code;
}

int
guard_add(const struct guard_range *ranges, unsigned int n, struct err *err)
{
	sigset_t saved;
	int code;

	guard_lock(&saved);
	code = add(ranges, n, err);
	guard_unlock(&saved);
	return code;
}

/* The row of the range that starts there, or -1. */
static int
row_of(const struct guard_table *table, const void *start)
{
	unsigned int n = guard_rows_until(table, (uintptr_t)start);

	return n && table->rows[n - 1].start == (uintptr_t)start ? (int)n - 1 : -1;
}

void
guard_remove(const void *start)
{
	struct guard_table *next;
	struct guard_slot *slot;
	sigset_t saved;
	int row;

	guard_lock(&saved);
	next = next_table();
	row = row_of(next, start);
	if (row >= 0) {
		slot = next->rows[row].slot;
		next->n--;
		memmove(&next->rows[row], &next->rows[row + 1],
		        (next->n - (unsigned int)row) * sizeof(next->rows[0]));
		guard_publish(&guard_tables_swap);
		slot->size = 0;
	}
	guard_unlock(&saved);
}

int
guard_revoke(const void *start, struct err *err)
{
	int row, code = -ENOENT;
	unsigned int turn;
	sigset_t all, saved;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &saved);
	turn = guard_enter(&guard_tables_swap);
	row = row_of(&guard_tables[turn], start);
	if (row >= 0)
		code = guard_replace(guard_tables[turn].rows[row].slot);
	guard_leave(&guard_tables_swap, turn);
	pthread_sigmask(SIG_SETMASK, &saved, NULL);
	if (row < 0)
		return err_set(err, code, "no guarded range starts at %p", start);
	if (code < 0)
		return err_set(err, code, "cannot replace the mapping at %p: mmap: %s", start,
		               strerror(-code));
	return 0;
}

bool
guard_revoked(const void *start)
{
	unsigned int turn = guard_enter(&guard_tables_swap);
	int row = row_of(&guard_tables[turn], start);
	bool revoked = row >= 0 && guard_tables[turn].rows[row].slot->state == GUARD_REVOKED;

	guard_leave(&guard_tables_swap, turn);
	return revoked;
}
