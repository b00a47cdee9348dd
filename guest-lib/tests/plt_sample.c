/* SPDX-License-Identifier: BSD-3-Clause */
/* plt_sample.c: an object with one imported call, built in each form that a linker gives it. Used by
 * test_plt.c. */
#include <unistd.h>

int plt_sample(void);

__attribute__((visibility("default"))) int
plt_sample(void)
{
	return getppid();
}
