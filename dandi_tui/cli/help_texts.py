"""What `--help` says below the flags: the verbs, what a TARGET is, what the cache keeps."""

TARGETS = """\
TARGET is one of
  000728                   a dandiset: its newest published version, else its draft
  000728@draft             a version; also 000728/0.240827.1809
  000728/sub-1/file.nwb    a folder or a file in it
  DANDI:000728, https://…  what the archive calls it, or the URL of any file
  ./file.nwb, /data/000728 a file or a folder on this machine
"""

BROWSE = f"""\
dandi-tui [TARGET]                 browse
dandi-tui ls [TARGET]              dandisets, or one folder of a dandiset's assets
dandi-tui tree TARGET [OBJECT]     objects of a file: path, neurodata type, shape, dtype
dandi-tui show TARGET [OBJECT]     draw one object to stdout
dandi-tui search WORDS             dandisets by their metadata, with facets
dandi-tui sessions TARGET          a dandiset as a table of its sessions
dandi-tui info TARGET              all that is known of a dandiset, a folder or an asset
dandi-tui cite TARGET              cite it: --format apa, mla, chicago, …, bibtex, ris, cff
dandi-tui diff A B                 what changed between two versions
dandi-tui cache [clear]            what is kept of remote files on this machine
dandi-tui config                   the settings in force, and where they come from
dandi-tui doctor                   what works from here to the archive, and what to do

{TARGETS}
dandi-tui VERB --help says what a verb takes. --demo needs no network.
"""

CACHE = """\
Bytes of remote files that were read are kept, and not fetched again by whoever reads them later.
Programs that read the same file at the same time may each fetch it.
Those used least recently are dropped when --cache-size is reached.
Embargoed files are not kept, unless --keep-embargoed is given; then only you can read them.
"""
