"""HR's side: anything HR gives → `Roster`. Public: `workbook.WorkbookSource`.

::

    spool     the file as it was at one moment: a private copy and its digest
    prescan   what the container is, and whether it is safe to open      ┐ in a child process
    sheetxml  what the raw XML of one sheet says of rows and cells       │ with hard limits
    grid      the cells of one sheet as text                             │ (`child`)
    header    which row is the header, which column is which field       │
    extract   data rows, and only the columns we are allowed to keep     ┘
    parser    starts the child, survives its death, checks what it answers
    units     rows → Unit or Problem
    people    rows → Person or Problem
    workbook  the story of the above, as a `connector.ports.Source`
"""
