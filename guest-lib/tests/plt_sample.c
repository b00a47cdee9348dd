/* SPDX-License-Identifier: BSD-3-Clause */
/* plt_sample.c: an object with imported calls, built in each form that a linker gives it. Neighbour:
 * plt_sample.h. */
#include <signal.h>
#include <unistd.h>

#define SHOWN __attribute__((visibility("default")))

int plt_sample(void);
int plt_sample_sigaction(int number, const struct sigaction *action, struct sigaction *old);

SHOWN int
plt_sample(void)
{
	return getppid();
}

SHOWN int
plt_sample_sigaction(int number, const struct sigaction *action, struct sigaction *old)
{
	return sigaction(number, action, old);
}
