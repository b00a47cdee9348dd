/* SPDX-License-Identifier: BSD-3-Clause */
/* plt_sample.h: loads plt_sample.c in one of its forms, files beside the test. For test_plt.c and the guard's
 * tests: other people's code, as a test's own calls are not led elsewhere. */
#ifndef VFERRY_PLT_SAMPLE_H
#define VFERRY_PLT_SAMPLE_H

#include <dlfcn.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

/* The function of that name in the form "lazy", "now" or "noplt"; NULL when it is not to be had. */
static inline void *
plt_sample_symbol(const char *form, const char *name)
{
	char program[PATH_MAX], path[PATH_MAX + 64];
	ssize_t size = readlink("/proc/self/exe", program, sizeof(program) - 1);
	void *object;

	if (size < 0)
		return NULL;
	program[size] = '\0';
	snprintf(path, sizeof(path), "%s/plt_sample_%s.so", dirname(program), form);
	object = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
	return object ? dlsym(object, name) : NULL;
}

#endif
