/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * plt.h: the calls of other loaded objects to an imported function, led to ours. Neighbours: guard_chain.c
 * leads sigaction() so. Why this and not interposition: docs/decisions/0007.
 *
 * Theory of operation. A call from one ELF object to a function that it imports goes through an entry of its
 * global offset table, which the dynamic loader fills. plt_hook() walks the relocations that filled the
 * entries of every loaded object and stores the address of our function into those of the wanted symbol. That
 * also holds for a function that an object defines and yet calls through its own table, as most of DPDK's
 * exported ones are. Not reached are calls inside an object that were bound when it was linked (all of a
 * static program's), addresses kept in data, and what dlsym() returns.
 */
#ifndef VFERRY_PLT_H
#define VFERRY_PLT_H

#include "err.h"

/*
 * Every loaded object but the one that holds plt_hook() itself calls `own`, a function of symbol's type,
 * where it imported symbol. So `own`, in that object, reaches the real function by calling it as usual.
 * Entries that the loader has made read-only (RELRO) are made writable for the store alone. Idempotent;
 * objects that are loaded later are reached by calling again. An entry that another thread is just binding
 * for the first time (lazy binding) can be missed: likewise. Any thread, not a signal handler. There is no
 * way back: own must stay loaded. Returns how many entries were changed, or negative errno when a page could
 * not be made writable; entries changed before that stay changed.
 */
int plt_hook(const char *symbol, void *own, struct err *err);

#endif
