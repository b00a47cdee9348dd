/* SPDX-License-Identifier: BSD-3-Clause */
/* dead_bar.h: memory that behaves like a BAR whose device goes away: a file's mapping, and the file is cut to
 * nothing. An access then raises SIGBUS, BUS_ADRERR, with its own address. For the guard's tests and bench.
 */
#ifndef VFERRY_DEAD_BAR_H
#define VFERRY_DEAD_BAR_H

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE ((size_t)4096)

struct bar {
	void *start;
	size_t size;
	int fd;
};

/* A live one, reading zeros. Without memory a test cannot go on. */
static inline struct bar
bar_make(size_t size)
{
	struct bar bar = {.size = size, .fd = memfd_create("bar", MFD_CLOEXEC)};

	if (bar.fd < 0 || ftruncate(bar.fd, (off_t)size))
		abort();
	bar.start = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, bar.fd, 0);
	if (bar.start == MAP_FAILED)
		abort();
	return bar;
}

static inline void
bar_kill(const struct bar *bar)
{
	if (ftruncate(bar->fd, 0))
		abort();
}

/* Alive again at its place, whatever was mapped there since. */
static inline void
bar_revive(const struct bar *bar)
{
	void *at;

	if (ftruncate(bar->fd, (off_t)bar->size))
		abort();
	/* Handlers of tests call it: it is a bare system call. */
	/* NOLINTNEXTLINE(bugprone-signal-handler,cert-sig30-c) */
	at = mmap(bar->start, bar->size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, bar->fd, 0);
	if (at == MAP_FAILED)
		abort();
}

static inline struct bar
bar_make_dead(size_t size)
{
	struct bar bar = bar_make(size);

	bar_kill(&bar);
	return bar;
}

static inline void
bar_free(const struct bar *bar)
{
	munmap(bar->start, bar->size);
	close(bar->fd);
}

static inline volatile uint32_t *
bar_register(const struct bar *bar, size_t offset)
{
	return (volatile uint32_t *)((char *)bar->start + offset);
}

/* The SIGBUS of a thread that comes late: as the kernel made it, when the access already works again. */
static inline void
bar_late_fault(const struct bar *bar, size_t offset)
{
	siginfo_t info = {.si_signo = SIGBUS, .si_code = BUS_ADRERR};

	info.si_addr = (char *)bar->start + offset;
	syscall(SYS_rt_tgsigqueueinfo, getpid(), syscall(SYS_gettid), SIGBUS, &info);
}

#endif
