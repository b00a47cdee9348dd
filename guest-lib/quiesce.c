/* SPDX-License-Identifier: BSD-3-Clause */
/* quiesce.c: see quiesce.h. */
#include "quiesce.h"

#include <errno.h>
#include <linux/membarrier.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static long
membarrier(int command)
{
	return syscall(SYS_membarrier, command, 0, 0);
}

int
quiesce_ready(struct err *err)
{
	if (membarrier(MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED) == 0)
		return 0;
	return err_set(
	        err, -ENOTSUP,
	        "the kernel refuses membarrier(GLOBAL_EXPEDITED): %s; net_vferry needs Linux 4.16 or later, "
	        "and a seccomp filter must allow the call",
	        strerror(errno));
}

void
quiesce_begin(struct quiesce *quiesce, struct cell *cells, unsigned int n)
{
	quiesce->cells = cells;
	quiesce->waiting = 0;
	membarrier(MEMBARRIER_CMD_GLOBAL_EXPEDITED);
	for (unsigned int i = 0; i < n; i++) {
		quiesce->seen[i] = atomic_load_explicit(&cells[i].turn, memory_order_acquire);
		if (quiesce->seen[i] & 1)
			quiesce->waiting |= 1u << i;
	}
}

bool
quiesce_over(struct quiesce *quiesce)
{
	for (unsigned int left = quiesce->waiting; left; left &= left - 1) {
		unsigned int i = (unsigned int)__builtin_ctz(left);

		if (atomic_load_explicit(&quiesce->cells[i].turn, memory_order_acquire) != quiesce->seen[i])
			quiesce->waiting &= ~(1u << i);
	}
	return quiesce->waiting == 0;
}
