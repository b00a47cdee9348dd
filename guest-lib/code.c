/* SPDX-License-Identifier: BSD-3-Clause */
/* code.c: see code.h. */
#include "code.h"

#include <../include/link.h> /* the C library's: this folder has a link.h of its own */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

static void *
address(const struct dl_phdr_info *file, uintptr_t offset)
{
	/* NOLINTNEXTLINE(performance-no-int-to-ptr): the loader gives the address as a number */
	return (void *)(file->dlpi_addr + offset);
}

/* The build id in a segment of notes; false: none. */
static bool
read_notes(const char *at, size_t size, struct code *out)
{
	const char *end = at + size;

	while ((size_t)(end - at) >= sizeof(ElfW(Nhdr))) {
		const ElfW(Nhdr) *note = (const void *)at;
		const char *name = at + sizeof(*note), *id = name + ((note->n_namesz + 3) & ~3u);

		if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == sizeof("GNU") &&
		    memcmp(name, "GNU", sizeof("GNU")) == 0 && note->n_descsz <= sizeof(out->id)) {
			memcpy(out->id, id, note->n_descsz);
			out->id_size = note->n_descsz;
			return true;
		}
		at = id + ((note->n_descsz + 3) & ~3u);
		if (at > end)
			break;
	}
	return false;
}

static bool
read_id(const struct dl_phdr_info *file, struct code *out)
{
	for (unsigned int i = 0; i < file->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &file->dlpi_phdr[i];

		if (segment->p_type == PT_NOTE &&
		    read_notes(address(file, segment->p_vaddr), segment->p_memsz, out))
			return true;
	}
	return false;
}

static bool
has_code_at(const struct dl_phdr_info *file, uintptr_t offset)
{
	for (unsigned int i = 0; i < file->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &file->dlpi_phdr[i];

		if (segment->p_type == PT_LOAD && segment->p_flags & PF_X &&
		    offset - segment->p_vaddr < segment->p_memsz)
			return true;
	}
	return false;
}

struct naming {
	uintptr_t address;
	struct code *out;
};

static int
name_in(struct dl_phdr_info *file, size_t size, void *arg)
{
	const struct naming *naming = arg;
	uintptr_t offset = naming->address - file->dlpi_addr;

	(void)size;
	if (!has_code_at(file, offset))
		return 0;
	naming->out->offset = offset;
	return read_id(file, naming->out) ? 1 : -1;
}

int
code_name(const void *function, struct code *out)
{
	struct naming naming = {(uintptr_t)function, out};

	out->id_size = 0;
	return dl_iterate_phdr(name_in, &naming) == 1 ? 0 : -ENOENT;
}

struct finding {
	const struct code *code;
	void *found;
};

static int
find_in(struct dl_phdr_info *file, size_t size, void *arg)
{
	struct finding *finding = arg;
	struct code here = {0};

	(void)size;
	if (!read_id(file, &here) || here.id_size != finding->code->id_size ||
	    memcmp(here.id, finding->code->id, here.id_size) != 0 ||
	    !has_code_at(file, finding->code->offset))
		return 0;
	finding->found = address(file, finding->code->offset);
	return 1;
}

void *
code_find(const struct code *code)
{
	struct finding finding = {.code = code};

	if (code->id_size)
		dl_iterate_phdr(find_in, &finding);
	return finding.found;
}
